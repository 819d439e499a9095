export interface CaretRange {
  /** Offsets into the text of the element. */
  readonly anchor: number;
  readonly focus: number;
}

let remembered: CaretRange | null = null;

/** Keeps where the caret was in the sentence that is edited, for what is chosen beside it. */
export function rememberCaret(caret: CaretRange | null): void {
  remembered = caret;
}

export function rememberedCaret(): CaretRange | null {
  return remembered;
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

/** The text between two offsets. */
export function createTextRange(root: HTMLElement, start: number, end: number): Range {
  const range = document.createRange();
  const [from, to] = [findPoint(root, start), findPoint(root, end)];
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return range;
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
