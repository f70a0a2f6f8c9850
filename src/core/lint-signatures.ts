import { guardBytes, guardOf } from './guard.ts';
import { groupsOf } from './lint-inputs.ts';
import { meant } from './nearest-word.ts';
import { patternFault } from './pattern-fault.ts';
import { place, type Fault, type Survey } from './survey.ts';

/** Can each signature be found in a gigabyte, and does it fill inputs that exist? */
export const lintSignatures = ({ flow }: Survey): readonly Fault[] =>
  flow.signatures.flatMap((signature, index) => {
    const path = ['signatures', index];
    const faults: Fault[] = [];
    if ('matches' in signature) {
      const broken = patternFault([...path, 'matches'], signature.matches);
      if (broken.length > 0) return broken;
      for (const group of groupsOf(signature.matches)) {
        if (Object.hasOwn(flow.inputs, group)) continue;
        faults.push({
          rule: 'unknown-group',
          path: [...path, 'matches'],
          message: `${place(path)}: the group \`${group}\` fills no input`,
          cure: `${meant(group, Object.keys(flow.inputs))} Or make it a plain group: \`(?:…)\`.`,
        });
      }
    }
    if (guardOf(signature) === undefined) {
      faults.push({
        rule: 'signature-without-guard',
        path,
        message: `${place(path)}: no run of ${guardBytes} plain bytes is in every match`,
        cure: 'Write a longer literal part, or name one as `guard:`.',
      });
    }
    const { proves } = signature;
    if (proves !== undefined && !Object.hasOwn(flow.diagnoses, proves)) {
      const at = [...path, 'proves'];
      const message = `${place(at)}: there is no diagnosis \`${proves}\``;
      const cure = meant(proves, Object.keys(flow.diagnoses));
      faults.push({ rule: 'unknown-target', path: at, message, cure });
    }
    return faults;
  });
