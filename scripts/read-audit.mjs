const BAD = ['high', 'critical'];

/**
 * What `npm audit --json` says.
 *
 * @param {string} text its output
 * @returns {{ isAnswered: boolean, lines: string[], isBad: boolean }} `isBad` if an advisory is of high severity or worse
 */
export function readAudit(text) {
  const report = parse(text);
  if (report?.vulnerabilities === undefined) return { isAnswered: false, lines: [], isBad: false };
  const found = Object.values(report.vulnerabilities);
  const lines = found.map(({ name, severity, range, via }) => {
    const [advisory] = via.filter((cause) => typeof cause === 'object');
    return [`${severity}: ${name} ${range}`, advisory?.title, advisory?.url].filter(Boolean).join(', ');
  });
  const count = report.metadata?.dependencies?.total ?? 'All';
  return {
    isAnswered: true,
    lines: lines.length === 0 ? [`${count} dependencies, no known advisory.`] : lines.sort(),
    isBad: found.some(({ severity }) => BAD.includes(severity)),
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
