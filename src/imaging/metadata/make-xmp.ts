const NAMESPACE = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';
/** A photo composed with elements from a generative model (IPTC NewsCodes, Digital Source Type). */
const SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/** The XMP packet (ISO 16684-1) of an edited photo: says that a model painted parts of it. */
export function makeXmp(): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      `<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="${NAMESPACE}" Iptc4xmpExt:DigitalSourceType="${SOURCE_TYPE}"/>` +
      '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>',
  );
}
