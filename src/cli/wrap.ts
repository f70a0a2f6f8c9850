/** Words in lines of at most this many columns; what comes after the first is indented alike. */
export const wrap = (text: string, columns: number, indent = ''): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const longer = line === '' ? `${indent}${word}` : `${line} ${word}`;
    // Characters are never more than the units of the string: most lines need no counting.
    if (line !== '' && longer.length > columns && [...longer].length > columns) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
};

/** A mark, and a text that hangs beside it. */
export const hang = (mark: string, text: string, columns: number): readonly string[] => {
  const indent = ' '.repeat([...mark].length);
  const [first = '', ...rest] = wrap(text, columns, indent);
  return [`${mark}${first.trimStart()}`, ...rest];
};
