/** Lines of five programs in turn, no two alike, and every so many an error that is known. */
export function mixedLog(
  from: number,
  bytes: number,
  every: number,
): { readonly bytes: Buffer; readonly lines: number } {
  const lines: string[] = [];
  let n = from;
  for (let length = 0; length < bytes; n += 1) {
    const line = n % every === every - 1 ? known : (shapes[n % shapes.length]?.(n) ?? '');
    lines.push(line);
    length += line.length + 1;
  }
  return { bytes: Buffer.from(`${lines.join('\n')}\n`), lines: n - from };
}

const known =
  'psycopg2.OperationalError: connection to server at "db" (192.0.2.5), port 5432 failed: FATAL:  password authentication failed for user "shop"';

const two = (n: number): string => String(n % 60).padStart(2, '0');
const hex = (n: number): string => ((n * 2654435761) >>> 0).toString(16).padStart(8, '0');

const shapes: readonly ((n: number) => string)[] = [
  (n) =>
    `192.0.2.${n % 250} - - [20/Nov/2026:09:${two(n / 60)}:${two(n)} +0000] "GET /api/orders/${n} HTTP/1.1" 200 ${n % 9000} "https://shop.example.com/cart" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"`,
  (n) =>
    `{"level":30,"time":${1795165201000 + n},"pid":1,"hostname":"${hex(n)}","reqId":"req-${n}","req":{"method":"GET","url":"/health"},"msg":"incoming request"}`,
  (n) =>
    `2026-11-20 09:${two(n / 60)}:${two(n)}.${n % 1000} UTC [${n % 999}] LOG:  checkpoint complete: wrote ${n % 4000} buffers (0.3%); 0 WAL file(s) added, 0 removed, 0 recycled; write=1.2 s`,
  (n) =>
    `{"log":"INFO:     192.0.2.${n % 250}:41234 - \\"POST /v1/items/${n} HTTP/1.1\\" 201 Created\\n","stream":"stdout","time":"2026-11-20T09:00:00.${n % 1000}Z"}`,
  (n) =>
    `api-1  | 2026-11-20T09:00:00.123456789Z [INFO] worker ${n % 8} finished job ${hex(n * 7)} in ${n % 900} ms`,
];
