import { sanitise } from '../core/clean.ts';

/** Half-typed text and where the cursor stands in it. */
export type Field = { readonly text: string; readonly cursor: number };

export const emptyField: Field = { text: '', cursor: 0 };

/** A field that holds a text, the cursor at its end. */
export const fieldOf = (text: string): Field => insert(emptyField, text);

/** Pasted text may come from anywhere: it keeps its newlines, and nothing that a terminal obeys. */
export const insert = ({ text, cursor }: Field, typed: string): Field => {
  const clean = sanitise(typed.replace(/\r\n?/g, '\n'));
  return {
    text: text.slice(0, cursor) + clean + text.slice(cursor),
    cursor: cursor + clean.length,
  };
};

// A character may be two units long; cutting one in half would leave a broken one.
const before = (text: string, at: number): number =>
  at - (/[\udc00-\udfff]/.test(text[at - 1] ?? '') ? 2 : 1);
const after = (text: string, at: number): number =>
  at + (/[\ud800-\udbff]/.test(text[at] ?? '') ? 2 : 1);

/** What an editing key makes of a field; undefined: it is no editing key. */
export const edit = (field: Field, key: string): Field | undefined => {
  const { text, cursor } = field;
  switch (key) {
    case 'left':
      return { text, cursor: Math.max(0, before(text, cursor)) };
    case 'right':
      return { text, cursor: Math.min(text.length, after(text, cursor)) };
    case 'home':
    case 'ctrl+a':
      return { text, cursor: text.lastIndexOf('\n', cursor - 1) + 1 };
    case 'end':
    case 'ctrl+e': {
      const end = text.indexOf('\n', cursor);
      return { text, cursor: end < 0 ? text.length : end };
    }
    // Many terminals send "delete" for the backspace key.
    case 'backspace':
    case 'delete':
    case 'ctrl+h': {
      const from = Math.max(0, before(text, cursor));
      return { text: text.slice(0, from) + text.slice(cursor), cursor: from };
    }
    case 'ctrl+u':
      return emptyField;
    case 'ctrl+w': {
      const from = text.slice(0, cursor).replace(/\S+\s*$/, '').length;
      return { text: text.slice(0, from) + text.slice(cursor), cursor: from };
    }
    case 'space':
      return insert(field, ' ');
    default:
      return silent.has(key) || /^(ctrl|meta)\+/.test(key) ? undefined : insert(field, key);
  }
};

/** Keys that write nothing. */
const silent = new Set(['up', 'down', 'pageup', 'pagedown', 'tab', 'enter', 'escape', '']);
