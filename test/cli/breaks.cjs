// Loaded beside the program: something in it fails that nobody foresaw, at one answer of the engine.
const parse = Date.parse;
Date.parse = (text) => {
  if (text === '1999-09-09T09:09:09Z') throw new Error('the invariant that broke');
  return parse(text);
};
