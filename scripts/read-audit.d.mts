export function readAudit(text: string): { isAnswered: boolean; lines: string[]; isBad: boolean };
