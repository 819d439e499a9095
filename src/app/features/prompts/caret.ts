export interface CaretRange {
  /** Offsets into the text of the element. */
  readonly anchor: number;
  readonly focus: number;
}

/** Where the caret or the selection is in an editable element, as offsets into its text; null if it is elsewhere. */
export function readCaret(root: HTMLElement): CaretRange | null {
  const selection = document.getSelection();
  if (selection === null || selection.anchorNode === null || selection.focusNode === null) return null;
  if (!root.contains(selection.anchorNode) || !root.contains(selection.focusNode)) return null;
  return {
    anchor: measureOffset(root, selection.anchorNode, selection.anchorOffset),
    focus: measureOffset(root, selection.focusNode, selection.focusOffset),
  };
}

/** Puts the caret or the selection back after the element was written anew. */
export function writeCaret(root: HTMLElement, { anchor, focus }: CaretRange): void {
  const from = findPoint(root, anchor);
  const to = findPoint(root, focus);
  document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}

function measureOffset(root: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange();
  range.selectNodeContents(root);
  range.setEnd(node, offset);
  return range.toString().length;
}

function findPoint(root: HTMLElement, offset: number): { node: Node; offset: number } {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node.textContent ?? '';
    if (left <= length) return { node, offset: left };
    left -= length;
  }
  return { node: root, offset: root.childNodes.length };
}
