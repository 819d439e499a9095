import { dataTypeOfOnnxCode } from '../tensor/data-type.ts';
import type { ByteSource } from './byte-source.ts';
import { externalData } from './external-data.ts';
import { encodeTensorFields } from './message-codec.ts';
import { GRAPH, MODEL, TENSOR, type MessageSchema } from './messages.ts';
import { SourceCursor, type FieldHeader } from './source-cursor.ts';
import { staysInFile } from './weight-limit.ts';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

/**
 * An ONNX model without its weights: again an ONNX file, of a few megabytes, in which every large initialiser of the
 * main graph refers to its bytes in the source, as external data at `location`. References to other files stay as they
 * are. Of the source little more is read than what is returned, whatever its size.
 *
 * Throws a GraphError: 'graph/truncated' when the source ends inside a field, 'graph/malformed' when it is no ONNX file.
 */
export async function extractSkeleton(source: ByteSource, location: string): Promise<Uint8Array> {
  const cursor = new SourceCursor(source);
  const model = new WireWriter();
  await copyFields(cursor, source.size, MODEL, model, {
    [MODEL.graph.id]: async (graphEnd, graph) =>
      copyFields(cursor, graphEnd, GRAPH, graph, {
        [GRAPH.initializer.id]: (end, tensor) => copyTensor(cursor, end, tensor, location),
      }),
  });
  return model.finish();
}

type CopyMessage = (end: number, into: WireWriter) => Promise<void>;

/**
 * Copies the fields that the schema names up to `end`; `nested` copies those messages that are not taken as they are.
 */
async function copyFields(
  cursor: SourceCursor,
  end: number,
  schema: MessageSchema,
  into: WireWriter,
  nested: Readonly<Record<number, CopyMessage>>,
): Promise<void> {
  const known = new Set(Object.values(schema).map(({ id }) => id));
  while (cursor.position < end) {
    const field = await cursor.header(end);
    const next = cursor.position + field.length;
    const copy = field.wire === 2 ? nested[field.id] : undefined;
    if (copy !== undefined) {
      const message = new WireWriter();
      await copy(next, message);
      into.tag(field.id, 2);
      into.message(message);
    } else if (known.has(field.id)) await copyField(cursor, field, into);
    cursor.moveTo(next);
  }
}

async function copyField(cursor: SourceCursor, { id, wire, length }: FieldHeader, into: WireWriter): Promise<void> {
  const content = await cursor.take(length);
  into.tag(id, wire);
  if (wire === 2) into.chunk(content);
  else into.raw(content);
}

async function copyTensor(cursor: SourceCursor, end: number, into: WireWriter, location: string): Promise<void> {
  let elementType = 0;
  let raw: FieldHeader | undefined;
  let rawStart = 0;
  while (cursor.position < end) {
    const field = await cursor.header(end);
    const start = cursor.position;
    if (field.id === TENSOR.rawData.id) [raw, rawStart] = [field, start];
    else await copyField(cursor, field, into);
    if (field.id === TENSOR.dataType.id) {
      cursor.moveTo(start);
      elementType = new WireReader(await cursor.take(field.length)).varint();
    }
    cursor.moveTo(start + field.length);
  }
  if (raw === undefined) return;
  // An unknown element type is named when the skeleton is read.
  const dtype = dataTypeOfOnnxCode(elementType) ?? 'float32';
  if (staysInFile(dtype, raw.length)) into.raw(encodeTensorFields(externalData(location, rawStart, raw.length)));
  else {
    cursor.moveTo(rawStart);
    await copyField(cursor, raw, into);
  }
}
