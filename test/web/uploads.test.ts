import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { serve } from '@hono/node-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { after, epochMs, HOUR, MINUTE } from '../../src/core/time.ts';
import { createApp } from '../../src/web/app.ts';
import { hashToken, newToken } from '../../src/web/session.ts';
import { flashOf, openLibrary } from '../support/library.ts';
import { breakableLine, sendInPieces } from '../support/pieces.ts';
import { tone } from '../support/sounds.ts';
import { until } from '../support/wait.ts';
import { ORIGIN, type Web } from '../support/web.ts';

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const TUS = { 'tus-resumable': '1.0.0' };
const PIECE = { ...TUS, 'content-type': 'application/offset+octet-stream' };
const named = (fileName: string) => `filename ${Buffer.from(fileName).toString('base64')}`;

type Wire = { id: string; offset: number; recordingId: number | null; isNew: boolean | null; title: string | null };

async function openDoor() {
  const library = await openLibrary();
  const { web, base } = library;
  const { headers, user } = web.user(['editor']);
  const ask = (method: string, path: string, more: Record<string, string> = {}, body?: Buffer | string) =>
    fetch(`${base}/api/v1/uploads${path}`, {
      method,
      headers: { ...headers, ...more },
      ...(body && { body: new Uint8Array(Buffer.from(body)) }),
    });
  /** Begins one; answers its id. */
  const begin = async (bytes: number, fileName = 'Bản tin.mp3') => {
    const answer = await ask('POST', '', {
      ...TUS,
      'upload-length': String(bytes),
      'upload-metadata': named(fileName),
    });
    expect(answer.status).toBe(201);
    return answer.headers.get('location')!.split('/').at(-1)!;
  };
  const append = (id: string, offset: number, piece: Buffer | string) =>
    ask('PATCH', `/${id}`, { ...PIECE, 'upload-offset': String(offset) }, piece);
  const head = (id: string) => ask('HEAD', `/${id}`, TUS);
  const find = async (id: string) => (await (await ask('GET', `/${id}`)).json()) as Wire;
  return { ...library, headers, user, ask, begin, append, head, find };
}

/** Another run of the same station's web, as after a restart. */
async function restarted(web: Web, ingest: Parameters<typeof createApp>[0]['ingest']) {
  const app = createApp({ ...web.station, config: { ...web.station.config, origin: ORIGIN }, ingest });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(stop);
  return { port: (server.address() as AddressInfo).port, stop };
}

/** The cookie of an editor's browser. */
function signedIn(web: Web): { cookie: string } {
  const token = newToken();
  const { user } = web.user(['editor']);
  web.station.stores.credentials.addSession({
    ...{ tokenHash: hashToken(token), userId: user.id, createdAt: web.now, seenAt: web.now },
    expiresAt: after(web.now, HOUR),
  });
  return { cookie: `phien=${token}` };
}

describe('an upload in pieces', () => {
  test('becomes the same recording as by the form, and says which', async () => {
    const { web, base, headers, user, desk, settled, find, kept } = await openDoor();
    const sound = readFileSync(tone(desk, 'a.mp3'));
    const { upload, done } = sendInPieces(base, headers, sound, 'Ba\u0309n tin số 2.mp3', { chunkSize: 5000 });
    await done;
    const [recording] = await settled();
    expect(recording).toMatchObject({
      ...{ title: 'Bản tin số 2', fileName: 'Bản tin số 2.mp3', state: 'ready' },
      ...{ sha256: hashOf(sound), uploadedBy: user.id },
    });
    expect(readFileSync(web.station.media.original(recording!.sha256)!).equals(sound)).toBe(true);
    expect(await find(upload.url!.split('/').at(-1)!)).toMatchObject({
      ...{ offset: sound.length, recordingId: recording!.id, isNew: true, title: 'Bản tin số 2' },
    });
    expect(kept().filter((name) => !/^(library|playout)/.test(name))).toEqual([]);

    const again = sendInPieces(base, headers, sound, 'tên khác.mp3');
    await again.done;
    expect(await find(again.upload.url!.split('/').at(-1)!)).toMatchObject({
      recordingId: recording!.id,
      isNew: false,
    });
    expect(await settled()).toHaveLength(1);
  });

  test('goes on over lines that break in the middle of a piece, and is whole to the byte', async () => {
    const { web, port, headers, user, find } = await openDoor();
    const line = await breakableLine(() => port);
    const bytes = randomBytes(24_000_000);
    const { upload, done } = sendInPieces(line.base, headers, bytes, 'dài.wav', { chunkSize: 50_000_000 });
    for (const so of [0.2, 0.5, 0.9]) {
      await until(`${so} of it`, () => line.carried() > bytes.length * so);
      line.cut();
    }
    await done;
    // It may be the question after a lost last answer that said all is there.
    expect(await find(upload.url!.split('/').at(-1)!)).toMatchObject({ offset: bytes.length, isNew: true });
    const recording = web.station.stores.recordings.findByHash(hashOf(bytes));
    expect(recording).toMatchObject({ fileName: 'dài.wav', bytes: bytes.length, uploadedBy: user.id });
    expect(readFileSync(web.station.media.original(hashOf(bytes))!).equals(bytes)).toBe(true);
    // What had come before each break was not sent again.
    expect(line.carried()).toBeLessThan(bytes.length * 1.5);
  });

  test('goes on after a restart of the station', async () => {
    const { web, ingest, headers } = await openDoor();
    const first = await restarted(web, ingest);
    let { port } = first;
    const line = await breakableLine(() => port);
    const bytes = randomBytes(8_000_000);
    const { done } = sendInPieces(line.base, headers, bytes, 'a.wav');
    await until('half of it', () => line.carried() > bytes.length / 2);
    await first.stop();
    ({ port } = await restarted(web, ingest));
    await done;
    expect(readFileSync(web.station.media.original(hashOf(bytes))!).equals(bytes)).toBe(true);
  });

  test('two at once, of one file too, do not touch one another', async () => {
    const { web, base, headers, settled } = await openDoor();
    const [a, b] = [randomBytes(3_000_000), randomBytes(3_000_000)];
    const all = [
      [a, 'a.wav'],
      [b, 'b.wav'],
      [a, 'a nữa.wav'],
    ] as const;
    await Promise.all(all.map(([bytes, name]) => sendInPieces(base, headers, bytes, name).done));
    expect((await settled()).map(({ sha256 }) => sha256).sort()).toEqual([hashOf(a), hashOf(b)].sort());
    for (const bytes of [a, b])
      expect(readFileSync(web.station.media.original(hashOf(bytes))!).equals(bytes)).toBe(true);
  });

  test('is refused at an offset that is not its own, and loses nothing by it', async () => {
    const { begin, append, head, find } = await openDoor();
    const id = await begin(10);
    expect((await append(id, 0, 'hello')).status).toBe(204);
    for (const offset of [0, 4, 6, 10]) expect((await append(id, offset, 'xx')).status).toBe(409);
    expect((await append(id, 5, 'more than fits')).status).toBe(413);
    const answer = await head(id);
    expect([answer.status, answer.headers.get('upload-offset'), answer.headers.get('upload-length')]).toEqual([
      200,
      '5',
      '10',
    ]);
    const last = await append(id, 5, 'world');
    expect([last.status, last.headers.get('upload-offset')]).toEqual([204, '10']);
    expect((await find(id)).recordingId).not.toBeNull();
    // Whose last answer was lost asks again, and hears that all is there.
    expect((await head(id)).headers.get('upload-offset')).toBe('10');
  });

  test('is cut off by a second line of the same sender, which goes on from where it was', async () => {
    const { web, port, begin, append, head, headers } = await openDoor();
    const bytes = randomBytes(2_000_000);
    const id = await begin(bytes.length);
    const dead = connect(port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => void dead.destroy());
    const lines = Object.entries({
      ...headers,
      ...PIECE,
      'upload-offset': '0',
      'content-length': String(bytes.length),
    });
    dead.write(
      `PATCH /api/v1/uploads/${id} HTTP/1.1\r\nhost: x\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`,
    );
    dead.write(bytes.subarray(0, 1_000_000));
    await until('its first half', () => web.station.media.pieceBytes(id) === 1_000_000);
    const offset = Number((await head(id)).headers.get('upload-offset'));
    expect(offset).toBe(1_000_000);
    expect((await append(id, offset, bytes.subarray(offset))).status).toBe(204);
    expect(web.station.stores.recordings.findByHash(hashOf(bytes))).toBeDefined();
  });

  test('belongs to who began it: to anybody else there is none', async () => {
    const { web, base, begin, append } = await openDoor();
    const id = await begin(10, 'của tôi.mp3');
    await append(id, 0, 'hello');
    const other = web.user(['editor', 'administrator']).headers;
    const as = (method: string, path: string, more: Record<string, string> = {}) =>
      fetch(`${base}${path}`, {
        method,
        headers: { origin: ORIGIN, ...other, ...more },
        redirect: 'manual',
        ...(method === 'PATCH' && { body: 'world' }),
      });
    for (const [method, more] of [
      ['HEAD', TUS],
      ['GET', {}],
      ['PATCH', { ...PIECE, 'upload-offset': '5' }],
      ['DELETE', TUS],
    ] as const)
      expect([method, (await as(method, `/api/v1/uploads/${id}`, more)).status]).toEqual([method, 404]);
    expect((await as('POST', `/kho-tu-lieu/tai-do/${id}/bo`)).status).toBe(404);
    expect(await (await as('GET', '/api/v1/uploads')).json()).toEqual({ uploads: [] });
    expect(await (await as('GET', '/kho-tu-lieu')).text()).not.toContain('của tôi.mp3');
    expect((await append(id, 5, 'world')).status).toBe(204);
  });

  test('that nobody goes on with is forgotten after two days, bytes and all', async () => {
    const { web, begin, append, head, kept, ask } = await openDoor();
    const pass = (ms: number) => {
      web.now = epochMs(web.now + ms);
    };
    const id = await begin(10);
    pass(47 * HOUR);
    const answer = await append(id, 0, 'hello');
    expect(answer.headers.get('upload-expires')).toBe('Sun, 14 Sep 2025 00:00:00 GMT');
    expect(kept()).toEqual([`uploads/${id}`]);
    pass(48 * HOUR - MINUTE);
    expect((await head(id)).status).toBe(200);
    pass(MINUTE);
    expect((await head(id)).status).toBe(410);
    expect((await append(id, 5, 'world')).status).toBe(410);
    createApp(web.station); // as a start, or the hour, does
    await until('the sweep', () => kept().length === 0);
    expect((await head(id)).status).toBe(404);
    expect(await (await ask('GET', '')).json()).toEqual({ uploads: [] });
  });

  test('is thrown away when asked, by the page’s button too; a finished one is not', async () => {
    const { web, base, begin, append, ask, kept, headers } = await openDoor();
    const [one, two] = [await begin(10), await begin(10, 'Nhạc hiệu.mp3')];
    expect((await ask('DELETE', `/${one}`, TUS)).status).toBe(204);
    const page = await (await web.get('/kho-tu-lieu', headers)).text();
    for (const words of ['Còn 1 tệp tải dở', 'Nhạc hiệu.mp3', '0 byte trong 10 byte', `/kho-tu-lieu/tai-do/${two}/bo`])
      expect(page).toContain(words);
    const form = { method: 'POST', headers: { origin: ORIGIN, ...headers }, redirect: 'manual' } as const;
    const answer = await fetch(`${base}/kho-tu-lieu/tai-do/${two}/bo`, form);
    expect([answer.status, flashOf(answer)]).toEqual([303, 'good:Đã bỏ phần tải dở của “Nhạc hiệu.mp3”.']);
    expect(kept()).toEqual([]);

    const done = await begin(5);
    await append(done, 0, 'sound');
    expect((await ask('DELETE', `/${done}`, TUS)).status).toBe(400);
    expect((await fetch(`${base}/kho-tu-lieu/tai-do/${done}/bo`, form)).status).toBe(303);
    expect(web.station.stores.recordings.findByHash(hashOf(Buffer.from('sound')))).toBeDefined();
  });

  test('too large for the station, or for what is free on its disk, is refused before its first byte', async () => {
    const { web, ask, kept, base, headers } = await openDoor();
    const create = async (bytes: number) => {
      const answer = await ask('POST', '', {
        ...TUS,
        'upload-length': String(bytes),
        'upload-metadata': named('a.wav'),
      });
      const { title } = answer.status >= 400 ? ((await answer.json()) as { title: string }) : { title: '' };
      return [answer.status, title];
    };
    web.station.stores.settings.change({ uploadGigabytes: 0.5 });
    expect(await create(500_000_001)).toEqual([413, expect.stringContaining('lớn hơn mức đài nhận')]);
    expect((await create(500_000_000))[0]).toBe(201);
    // What was begun counts as here: it may still come.
    web.station.media.freeBytes = async () => 900_000_000;
    expect(await create(200_000_001)).toEqual([507, expect.stringContaining('sắp đầy')]);
    expect((await create(200_000_000))[0]).toBe(201);
    expect(kept()).toHaveLength(2);
    web.station.media.freeBytes = async () => 200_000_000;
    const form = new FormData();
    form.append('files', new Blob(['sound']), 'a.mp3');
    const page = await fetch(`${base}/kho-tu-lieu`, {
      method: 'POST',
      body: form,
      headers: { origin: ORIGIN, ...headers },
    });
    expect(page.status).toBe(507);
    expect(await page.text()).toContain('sắp đầy nên chưa nhận tệp');
  });

  test('of a name that is a path, or markup, or controls, keeps what is a name', async () => {
    const { begin, append, settled, kept, find } = await openDoor();
    const names = [
      '../../etc/cron.d/bản tin.mp3',
      'C:\\Users\\x\\a.MP3',
      '<img src=x>.mp3',
      'a\u0000\u202e3pm.wav',
      '',
    ];
    const ids: string[] = [];
    for (const [i, name] of names.entries()) {
      ids.push(await begin(6, name || ' '));
      await append(ids[i]!, 0, `sound${i}`);
    }
    expect((await settled()).map(({ fileName }) => fileName).reverse()).toEqual([
      ...['bản tin.mp3', 'a.MP3', '<img src=x>.mp3', 'a3pm.wav', 'không tên'],
    ]);
    expect(kept().every((name) => /^library\/[0-9a-f]{64}\.(mp3|wav|bin)$/.test(name))).toBe(true);
    expect((await find('..%2f..%2fetc%2fpasswd')).recordingId).toBeUndefined();
  });

  test('is the editor’s alone, and nobody’s without a session or a token', async () => {
    const { web, base } = await openDoor();
    const create = (headers: Record<string, string>) =>
      fetch(`${base}/api/v1/uploads`, {
        method: 'POST',
        headers: { ...TUS, 'upload-length': '5', ...headers },
        redirect: 'manual',
      });
    expect((await create({})).status).toBe(403); // neither: a form from elsewhere looks so
    expect((await create({ origin: ORIGIN })).status).toBe(401);
    expect((await create(web.user(['operator', 'approver', 'administrator']).headers)).status).toBe(403);
    expect((await create(web.user(['editor']).headers)).status).toBe(201);
    const foreign = await create({ ...web.user(['editor']).headers, origin: 'https://evil.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a station that died between the last byte and the recording', () => {
  test('finds what is whole and takes it in, by its name and for its sender', async () => {
    const { web, ingest, begin, append, settled, user, kept } = await openDoor();
    const { arrivals } = web.station.stores;
    const { media } = web.station;
    const [whole, moved, half] = [await begin(5, 'đủ.mp3'), await begin(6, 'đã chuyển.mp3'), await begin(10, 'dở.mp3')];
    await append(half, 0, 'half');
    // Killed after the last byte; and after the move.
    writeFileSync(media.piece(whole), 'whole');
    writeFileSync(media.piece(moved), 'moved!');
    const sha256 = hashOf(Buffer.from('moved!'));
    arrivals.seal(moved, sha256);
    await media.keepOriginal(media.piece(moved), sha256, 'mp3');
    // And one whose row is gone.
    writeFileSync(media.piece('f'.repeat(32)), 'nobody’s');
    await restarted(web, ingest);
    await until('both', () => arrivals.find(whole)?.recordingId && arrivals.find(moved)?.recordingId);
    expect((await settled()).map(({ fileName, uploadedBy }) => [fileName, uploadedBy])).toEqual(
      expect.arrayContaining([
        ['đủ.mp3', user.id],
        ['đã chuyển.mp3', user.id],
      ]),
    );
    expect(kept().filter((name) => name.startsWith('uploads/'))).toEqual([`uploads/${half}`]);
    expect(existsSync(media.piece('f'.repeat(32)))).toBe(false);
    await restarted(web, ingest);
    expect(await settled()).toHaveLength(2);
  });
});

describe('a phone’s share menu', () => {
  /** As Chrome on Android posts it: a navigation nobody's page asked for. */
  const chrome = {
    origin: 'null',
    'sec-fetch-site': 'none',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  const shared = (files: [string, string][]) => {
    const form = new FormData();
    form.append('title', 'Ghi âm');
    form.append('text', '');
    for (const [name, file] of files)
      form.append('files', new Blob([readFileSync(file)], { type: 'audio/mpeg' }), name);
    return form;
  };

  test('lands on the recording', async () => {
    const { web, base, desk, settled } = await openDoor();
    const cookie = signedIn(web);
    const send = (files: [string, string][], headers: Record<string, string>) =>
      fetch(`${base}/kho-tu-lieu/chia-se`, { method: 'POST', body: shared(files), headers, redirect: 'manual' });
    const one = tone(desk, 'a.mp3', 1);
    const answer = await send([['Ghi âm 12.mp3', one]], { ...chrome, ...cookie });
    const [recording] = await settled();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/kho-tu-lieu/${recording!.id}`]);
    expect(recording).toMatchObject({ fileName: 'Ghi âm 12.mp3', state: 'ready' });
    const both = await send(
      [
        ['1.mp3', one],
        ['2.mp3', tone(desk, 'b.mp3', 2)],
      ],
      { ...chrome, ...cookie },
    );
    expect(both.headers.get('location')).toBe('/kho-tu-lieu');

    // Another site's page cannot: its browser says so.
    const evil = await send([['x.mp3', one]], { ...chrome, ...cookie, 'sec-fetch-site': 'cross-site' });
    expect(evil.status).toBe(403);
    // Signed out, one is asked to sign in.
    expect((await send([['x.mp3', one]], chrome)).headers.get('location')).toBe('/dang-nhap');
  });

  test('is offered by the manifest, which anyone may read, with icons that are there', async () => {
    const { web } = await openDoor();
    const page = await (await web.get('/dang-nhap')).text();
    expect(page).toContain('<link rel="manifest" href="/dai.webmanifest"');
    const answer = await web.get('/dai.webmanifest');
    expect(answer.headers.get('content-type')).toContain('application/manifest+json');
    const manifest = (await answer.json()) as { icons: { src: string; sizes: string }[] };
    expect(manifest).toMatchObject({
      ...{ display: 'standalone', start_url: '/' },
      share_target: { action: '/kho-tu-lieu/chia-se', method: 'POST', enctype: 'multipart/form-data' },
    });
    for (const { src, sizes } of manifest.icons) {
      const icon = Buffer.from(await (await web.get(src)).arrayBuffer());
      expect(`${icon.readUInt32BE(16)}x${icon.readUInt32BE(20)}`).toBe(sizes); // the PNG's own IHDR
    }
  });
});
