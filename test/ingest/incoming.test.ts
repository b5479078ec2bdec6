import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { incomingNow, lookIntoIncoming, type Sight } from '../../src/ingest/incoming.ts';
import type { ReceivedFile } from '../../src/ingest/upload.ts';
import { Arrivals } from '../../src/storage/arrivals.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';

const NOW = epochMs(1_757_000_000_000);
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** What no shape speaks against. */
const sound = (bytes = 5000) => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), randomBytes(bytes)]);

async function openFolder() {
  const home = temporaryFolder();
  const media = openMediaFolder(home);
  const db = await temporaryDatabase(home);
  const [arrivals, recordings] = [new Arrivals(db), new Recordings(db)];
  const kept: ReceivedFile[] = [];
  const keep = (file: ReceivedFile) => {
    const known = recordings.findByHash(file.sha256);
    kept.push(file);
    const draft = { ...file, title: file.fileName, uploadedBy: null, uploadedAt: NOW };
    return { recordingId: (known ?? recordings.add(draft)).id, isNew: known === undefined };
  };
  let sight: Sight = new Map();
  const look = async () => {
    const options = { arrivals, media, now: () => NOW, limitBytes: () => 1_000_000, keep };
    sight = await lookIntoIncoming(options, sight);
  };
  const lay = (name: string, content: Buffer | string) => {
    const file = join(media.incoming, name);
    writeFileSync(file, content);
    return file;
  };
  return { media, arrivals, kept, look, lay, aside: join(media.incoming, 'khong-nhan') };
}

describe('the folder on the local network', () => {
  test('gives up a file that has come to rest: moved, by its name, under its hash', async () => {
    const { media, arrivals, kept, look, lay } = await openFolder();
    const content = sound();
    const file = lay('Bản tin số 2.mp3', content);
    const { ino } = statSync(file);
    await look();
    expect(kept).toEqual([]);
    expect(incomingNow(media)).toEqual({ waiting: ['Bản tin số 2.mp3'], refused: [] });
    await look();
    expect(kept).toEqual([{ fileName: 'Bản tin số 2.mp3', sha256: hashOf(content), bytes: content.length }]);
    expect(existsSync(file)).toBe(false);
    const original = media.original(hashOf(content))!;
    expect([statSync(original).ino, readFileSync(original).equals(content)]).toEqual([ino, true]);
    expect(arrivals.listTaken(10)).toMatchObject([{ fileName: 'Bản tin số 2.mp3', isNew: true, userId: null }]);
    // The same again, in a folder somebody copied whole.
    mkdirSync(join(media.incoming, 'Tháng 9'));
    lay('Tháng 9/lại.mp3', content);
    await look();
    await look();
    expect(arrivals.listTaken(10).map(({ fileName, isNew }) => [fileName, isNew])).toEqual([
      ['lại.mp3', false],
      ['Bản tin số 2.mp3', true],
    ]);
    expect(incomingNow(media).waiting).toEqual([]);
  });

  test('keeps one that still grows, or that somebody has open for writing, however still it stands', async () => {
    const { kept, look, lay } = await openFolder();
    const file = lay('a.mp3', sound());
    await look();
    appendFileSync(file, 'more');
    await look();
    expect(kept).toEqual([]);
    const open = openSync(file, 'a');
    writeSync(open, 'and more');
    await look();
    await look();
    await look();
    expect(kept).toEqual([]);
    closeSync(open);
    await look();
    expect(kept).toHaveLength(1);
  });

  test('puts aside what is no sound, with the reason beside it for whoever laid it there', async () => {
    const { media, kept, look, lay, aside } = await openFolder();
    lay('Công văn.mp3', 'Kính gửi các thôn '.repeat(100));
    lay('lớn.mp3', sound(1_000_001));
    lay('rỗng.mp3', '');
    await look();
    await look();
    expect(kept).toEqual([]);
    expect(readdirSync(media.incoming)).toEqual(['khong-nhan']);
    expect(readdirSync(aside)).toHaveLength(6);
    const words = readFileSync(join(aside, 'Công văn.mp3.txt'), 'utf8');
    expect(words).toMatch(
      /^\ufeffĐài chưa nhận tệp “Công văn\.mp3”\.\r\nTệp này không phải âm thanh: nội dung là văn bản\./,
    );
    expect(incomingNow(media).refused).toEqual([
      { name: 'Công văn.mp3', reason: 'Tệp này không phải âm thanh: nội dung là văn bản.' },
      { name: 'lớn.mp3', reason: expect.stringContaining('lớn hơn mức đài nhận') },
      { name: 'rỗng.mp3', reason: 'Tệp rỗng (0 byte).' },
    ]);
    // Another of the same name stands beside it.
    lay('rỗng.mp3', '');
    await look();
    await look();
    expect(incomingNow(media).refused.map(({ name }) => name)).toContain('rỗng (2).mp3');
  });

  test('follows no link, and leaves alone what systems and half-done copies leave', async () => {
    const { media, kept, look, lay } = await openFolder();
    symlinkSync('/etc/passwd', join(media.incoming, 'trộm.mp3'));
    symlinkSync('/etc', join(media.incoming, 'trộm'));
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '~$a.mp3', 'a.mp3.part', 'b.crdownload'])
      lay(name, sound());
    await look();
    await look();
    expect(kept).toEqual([]);
    expect(incomingNow(media).waiting).toEqual([]);
    expect(existsSync(join(media.incoming, 'Thumbs.db'))).toBe(true);
  });

  test('loses nothing to a library that cannot take it now: it tries again at the next look', async () => {
    const { media, kept, look, lay, arrivals } = await openFolder();
    const content = sound();
    lay('a.mp3', content);
    const { keepOriginal } = media;
    media.keepOriginal = () => Promise.reject(new Error('no space left on device'));
    await look();
    await look();
    expect([kept, incomingNow(media).waiting]).toEqual([[], ['a.mp3']]);
    media.keepOriginal = keepOriginal;
    await look();
    expect(kept).toMatchObject([{ sha256: hashOf(content) }]);
    expect(arrivals.listTaken(10)).toHaveLength(1);
  });
});
