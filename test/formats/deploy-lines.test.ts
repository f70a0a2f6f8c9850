import { describe, expect, it } from 'vitest';
import { writingLines } from '../../src/formats/deploy-lines.ts';
import { inPlace, timesOf } from '../../src/formats/file-times.ts';

describe('a line of a deploy script', () => {
  it.each([
    ['cp build/job.sh /srv/job.sh', true],
    ['cp -f build/job.sh "/srv/job.sh"', true],
    ['scp job.sh deploy@web-1:/srv/job.sh', true],
    ['curl -fsSL https://example.com/job.sh -o /srv/job.sh', true],
    ['wget -qO /srv/job.sh https://example.com/job.sh', true],
    ['cat build/job.sh > /srv/job.sh', true],
    ['echo "$KEY" | sudo tee /srv/job.sh', true],
    ['make && cp build/job.sh ${TARGET}/srv/job.sh', true],
    ['dd if=build/job.sh of=/srv/job.sh', true],
    ['cp build/job.sh /srv/job.sh.new && mv -f /srv/job.sh.new /srv/job.sh', false],
    ['install -m 755 build/job.sh /srv/job.sh', false],
    ['rsync -a build/job.sh web-1:/srv/job.sh', false],
    ['cp --remove-destination build/job.sh /srv/job.sh', false],
    ['cp /srv/job.sh /backup/job.sh', false],
    ['/srv/job.sh 2>&1 | tee /var/log/job.log', false],
    ['# cp build/job.sh /srv/job.sh', false],
    ['cp build/job.sh /srv/other.sh', false],
  ])('%s', (line, writes) => {
    expect(writingLines(line, ['/srv/job.sh']).length > 0).toBe(writes);
  });

  it('is named by its number', () => {
    expect(writingLines('set -e\n\ncp a /srv/job.sh\n', ['/srv/job.sh'])).toEqual([
      { line: 3, text: 'cp a /srv/job.sh' },
    ]);
  });
});

describe('the times of a file', () => {
  it.each([
    ['made and filled at once', '1000.0 1000.2 1000.3', false],
    ['written again later, which was the last that happened', '1000.0 2000.5 2000.5', true],
    ['uploaded slowly to another name, then renamed', '1000.0 1300.0 1301.0', false],
    ['renamed within the same moment', '1000.0 1003.0 1003.004', false],
    ['written again after an hour, then made executable', '1000.0 4600.0 4700.0', true],
    ['older than its inode: copied with its time', '5000.0 1000.0 5000.1', false],
  ])('%s', (_, words, expected) => {
    const times = timesOf(words);
    expect(times && inPlace(times)).toBe(expected);
  });

  it('say nothing where the file system keeps no birth', () => {
    expect(timesOf('- 1000.0 1000.0')).toBeUndefined();
    expect(timesOf('0 1000.0 1000.0')).toBeUndefined();
  });
});
