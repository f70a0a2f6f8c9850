/** How the kernel starts a file, told from its first bytes. */
export type ProgramHead =
  | {
      readonly kind: 'script';
      /** As the kernel reads it: a carriage return belongs to the name. */
      readonly interpreter: string;
      /** The one argument, as the kernel hands it on. */
      readonly argument: string;
      /** The line ends in CR LF: the kernel looks for a file whose name ends in a carriage return. */
      readonly carriageReturn: boolean;
    }
  | {
      readonly kind: 'binary';
      /** The loader that must be there too; absent in a static program. */
      readonly loader?: string;
    }
  | { readonly kind: 'text' }
  | { readonly kind: 'empty' };

/** What is read of a file: enough for a shebang and for an ELF file's program headers. */
export const headBytes = 4096;
/** The kernel looks at no more of a shebang (BINPRM_BUF_SIZE). */
const shebangBytes = 256;

export const programHead = (bytes: Uint8Array): ProgramHead => {
  if (bytes.length === 0) return { kind: 'empty' };
  const isElf = bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
  if (isElf) return elf(bytes);
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return { kind: 'text' };
  const text = new TextDecoder('latin1').decode(bytes.subarray(2, shebangBytes));
  const line = (text.split('\n')[0] ?? '').replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
  const [, interpreter = '', argument = ''] = /^([^ \t]*)[ \t]*(.*)$/s.exec(line) ?? [];
  return { kind: 'script', interpreter, argument, carriageReturn: line.endsWith('\r') };
};

const loaderSegment = 3;

/** Finds the loader's path (PT_INTERP) in the program headers, as far as the bytes reach. */
const elf = (bytes: Uint8Array): ProgramHead => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[4] === 2;
  const little = bytes[5] === 1;
  const word = (at: number): number => {
    if (at + 8 > bytes.length) return 0;
    return wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  };
  const short = (at: number): number => (at + 2 > bytes.length ? 0 : view.getUint16(at, little));
  const table = word(wide ? 0x20 : 0x1c);
  const entry = short(wide ? 0x36 : 0x2a);
  const count = short(wide ? 0x38 : 0x2c);
  for (let index = 0; index < count; index += 1) {
    const at = table + index * entry;
    if (at + entry > bytes.length) break;
    if (view.getUint32(at, little) !== loaderSegment) continue;
    const start = word(at + (wide ? 8 : 4));
    const size = word(at + (wide ? 0x20 : 0x10));
    const name = new TextDecoder('latin1').decode(bytes.subarray(start, start + size));
    return { kind: 'binary', loader: name.replace(/\0.*$/s, '') };
  }
  return { kind: 'binary' };
};
