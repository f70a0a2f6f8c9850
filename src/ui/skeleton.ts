/**
 * The first thing on the screen, written before anything heavy is loaded. It fits every terminal
 * that the wizard fits, so that nobody has to ask for the size first.
 */
export const skeleton = [' deploy-doctor  this machine', '', ' What is wrong?', '', ' … connecting']
  .map((line, row) => `\u001b[${row + 1};1H${line}`)
  .join('');
