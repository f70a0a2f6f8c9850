import { sanitise } from '../core/clean.ts';
import type { Flow } from '../core/flow.ts';
import { ladder, measure, type Box, type Line } from './ladder.ts';

/** A tree as an SVG: its text is text, it follows the reader's dark or light, it fetches nothing. */
export const treePicture = (flow: Flow): string => {
  const { width, height, boxes, lines } = ladder(flow);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="tree-title" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title id="tree-title">${escaped(flow.title)}</title>
<style>${looks}</style>
<defs>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker>
</defs>
<rect class="ground" width="${width}" height="${height}"/>
${lines.map(drawLine).join('\n')}
${boxes.map(drawBox).join('\n')}
</svg>
`;
};

/** The picture with the flow's own words around it, in a page that may fetch nothing. */
export const treePage = (flow: Flow): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(`${flow.id}: ${flow.title}`)}</title>
<style>:root{color-scheme:light dark}body{margin:2rem;font:16px/1.5 system-ui,sans-serif}p{max-width:44rem}main{overflow-x:auto}</style>
</head>
<body>
<h1>${escaped(flow.title)}</h1>
<p><code>${escaped(flow.id)}</code></p>
<p>${escaped(flow.about)}</p>
<main>
${treePicture(flow)}</main>
</body>
</html>
`;

const looks = [
  ':root{color-scheme:light dark}',
  'text{font:13px system-ui,sans-serif;fill:#1d2939}',
  '.id{font-weight:600}.to{font-size:11px;font-style:italic}.asks,.row,.to{font-size:12px;fill:#475467}',
  '.ground{fill:#fff}.box{fill:#fcfcfd;stroke:#98a2b3}',
  '.problem .box{fill:#fef3f2;stroke:#b42318}.healthy .box{fill:#ecfdf3;stroke:#067647}',
  '.line{fill:none;stroke:#98a2b3}.tip{fill:#667085}',
  '.to-problem{stroke:#d92d20}.to-healthy{stroke:#079455}.blind{stroke-dasharray:4 3}',
  '@media(prefers-color-scheme:dark){',
  'text{fill:#e4e7ec}.asks,.row,.to{fill:#98a2b3}',
  '.ground{fill:#0c111d}.box{fill:#161b26;stroke:#475467}',
  '.problem .box{fill:#2a1210;stroke:#f97066}.healthy .box{fill:#0b2417;stroke:#47cd89}',
  '.line{stroke:#667085}.tip{fill:#98a2b3}',
  '.to-problem{stroke:#f97066}.to-healthy{stroke:#47cd89}}',
].join('');

const drawLine = ({ edge, kind, points }: Line): string => {
  const path = points.map(([x, y], index) => `${index ? 'L' : 'M'}${x} ${y}`).join('');
  const blind = edge.blind ? ' blind' : '';
  const what = escaped(`${edge.from}: ${edge.label} → ${edge.to}`);
  return `<path class="line to-${kind}${blind}" d="${path}" marker-end="url(#tip)"><title>${what}</title></path>`;
};

const drawBox = ({ node, x, y, width, height, title, rows }: Box): string => {
  const at = x + measure.pad;
  const words = (line: string, row: number, kind: string): string =>
    text(at, y + measure.line * (row + 1), kind, line);
  const asks = node.asks && endText(x + width - measure.pad, y + measure.line, 'asks', node.asks);
  return [
    `<g class="${node.kind}"><rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    words(node.id, 0, 'id'),
    asks,
    ...title.map((line, index) => words(line, index + 1, 'title')),
    ...rows.flatMap((row) => [
      ...row.words.map((line, index) =>
        text(at + 14, row.y + 4 + measure.line * index, 'row', line),
      ),
      endText(x + width - measure.pad, row.y + 4, 'to', row.edge.to),
    ]),
    '</g>',
  ].join('');
};

const text = (x: number, y: number, kind: string, words: string): string =>
  `<text class="${kind}" x="${x}" y="${y}">${escaped(words)}</text>`;

const endText = (x: number, y: number, kind: string, words: string): string =>
  `<text class="${kind}" x="${x}" y="${y}" text-anchor="end">${escaped(words)}</text>`;

export const escaped = (words: string): string =>
  sanitise(words)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
