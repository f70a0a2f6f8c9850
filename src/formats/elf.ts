/** What an ELF header tells of the machine that a program was made for. */

export type Elf = {
  /** As `uname -m` names it; the number where it is none that is known here. */
  readonly machine: string;
};

/** By e_machine; ARM's 32 bits bear several names. */
const machines: Readonly<Record<number, string>> = {
  3: 'i386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv64',
  258: 'loongarch64',
};

export const elfOf = (bytes: Uint8Array): Elf | undefined => {
  if (bytes.length < 20 || Buffer.from(bytes.subarray(0, 4)).toString('latin1') !== '\x7fELF') {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[5] === 1;
  const number = view.getUint16(18, isLittle);
  // POWER runs in both orders, and names them apart.
  const name = machines[number] ?? `machine ${number}`;
  return { machine: name === 'ppc64' && isLittle ? 'ppc64le' : name };
};

/** Can this machine run it? A 64-bit x86 runs 32-bit programs, too. */
export const runsOn = ({ machine }: Elf, uname: string): boolean => {
  if (machine === uname) return true;
  if (machine === 'arm') return /^arm/.test(uname);
  return machine === 'i386' && (/^i[3-6]86$/.test(uname) || uname === 'x86_64');
};
