import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { openLibrary } from '../support/library.ts';
import { make, tone, write } from '../support/sounds.ts';
import { until } from '../support/wait.ts';

/** A library with one tone in it, and ways to ask for its sound. */
async function openWithSound(name = 'Bản tin “số 2”, Đăk Tô.mp3', seconds = 2) {
  const library = await openLibrary();
  const { headers } = library.web.user(['editor']);
  const noise = ['-f', 'lavfi', '-i', `anoisesrc=d=${seconds}:r=48000:a=0.5`];
  await library.sendBody(headers, make(library.desk, 'a.wav', ...noise, '-ac', '2'), name);
  const [recording] = await library.settled();
  const listener = library.web.user(['viewer']).headers;
  const path = `/kho-tu-lieu/${recording!.id}/am-thanh`;
  const ask = (more: Record<string, string> = {}, query = '', method = 'GET') =>
    fetch(`${library.base}${path}${query}`, { method, headers: { ...listener, ...more } });
  const file = readFileSync(library.web.station.media.playout(recording!.playoutSha256!));
  return { ...library, recording: recording!, listener, path, ask, file };
}

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('the whole sound comes as FLAC, with its length, its tag and a name browsers understand', async () => {
  const { ask, file, recording } = await openWithSound();
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'audio/flac',
    'content-length': String(file.length),
    'accept-ranges': 'bytes',
    etag: `"${recording.playoutSha256}"`,
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
    'content-disposition': `inline; filename="Ban tin _so 2_, Dak To.flac"; filename*=UTF-8''B%E1%BA%A3n%20tin%20%E2%80%9Cs%E1%BB%91%202%E2%80%9D%2C%20%C4%90%C4%83k%20T%C3%B4.flac`,
  });
  expect((await bytesOf(answer)).equals(file)).toBe(true);
});

test('a part comes as 206, what is beyond the end as 416, and the pieces make the whole', async () => {
  const { ask, file } = await openWithSound();
  const half = file.length >> 1;
  const [first, rest] = [await ask({ range: `bytes=0-${half - 1}` }), await ask({ range: `bytes=${half}-` })];
  expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-${half - 1}/${file.length}`]);
  expect(Buffer.concat([await bytesOf(first), await bytesOf(rest)]).equals(file)).toBe(true);
  expect((await bytesOf(await ask({ range: 'bytes=-42' }))).equals(file.subarray(-42))).toBe(true);

  const beyond = await ask({ range: `bytes=${file.length}-` });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${file.length}`]);
});

test('a part of another file is not mixed in, and what one has is not sent again', async () => {
  const { ask, recording } = await openWithSound();
  const tag = `"${recording.playoutSha256}"`;
  const status = async (headers: Record<string, string>) => {
    const answer = await ask(headers);
    await answer.body?.cancel();
    return answer.status;
  };
  expect(await status({ range: 'bytes=0-9', 'if-range': tag })).toBe(206);
  expect(await status({ range: 'bytes=0-9', 'if-range': '"another"' })).toBe(200);
  expect(await status({ 'if-none-match': tag })).toBe(304);
});

test('HEAD tells all that GET would, and sends nothing', async () => {
  const { ask, file } = await openWithSound();
  const answer = await ask({ range: 'bytes=0-9' }, '', 'HEAD');
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(file.length)]);
  expect((await bytesOf(answer)).length).toBe(0);
});

test('the original comes as it was uploaded; the API has both', async () => {
  const { ask, base, desk, listener, recording, file } = await openWithSound('gốc.wav');
  const original = await ask({}, '?ban=goc');
  expect(original.headers.get('content-type')).toBe('audio/wav');
  expect((await bytesOf(original)).equals(readFileSync(`${desk}/a.wav`))).toBe(true);
  const api = await fetch(`${base}/api/v1/recordings/${recording.id}/audio`, {
    headers: { ...listener, range: 'bytes=0-3' },
  });
  expect([api.status, String(await bytesOf(api))]).toEqual([206, 'fLaC']);
  const both = await fetch(`${base}/api/v1/recordings/${recording.id}/audio?version=original`, { headers: listener });
  expect((await bytesOf(both)).length).not.toBe(file.length);
});

test('what turned out to be no sound is saved, never shown as a page of the station', async () => {
  const { web, desk, base, sendBody, settled } = await openLibrary();
  const { headers } = web.user(['editor']);
  await sendBody(headers, write(desk, 'a.mp3', '<html><script>alert(1)</script>'.repeat(100)), 'trang.html');
  const [{ id, state } = { id: 0, state: '' }] = await settled();
  expect(state).toBe('failed');
  expect((await fetch(`${base}/kho-tu-lieu/${id}/am-thanh`, { headers })).status).toBe(404);
  const answer = await fetch(`${base}/kho-tu-lieu/${id}/am-thanh?ban=goc`, { headers });
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="trang\.html"/);
  await answer.body?.cancel();
});

test('the file is open while somebody listens, and closed when they leave in the middle', async () => {
  const { port, path, listener, web, recording, file } = await openWithSound('dài.wav', 120);
  const playout = web.station.media.playout(recording.playoutSha256!);
  const isOpen = () => openFiles().includes(playout);
  expect(file.length).toBeGreaterThan(8_000_000);

  const line = request({ port, path, headers: listener }, (answer) => answer.pause());
  line.on('error', () => {});
  line.end();
  await until('the file is open', isOpen);
  line.destroy();
  await until('the file is closed', () => !isOpen());
});

test('a sound that is played twice at once is read twice and closed twice', async () => {
  const { ask, web, recording, file } = await openWithSound('hai người nghe.wav');
  const heard = await Promise.all([ask().then(bytesOf), ask().then(bytesOf), ask({}, '', 'HEAD')]);
  expect([heard[0].length, heard[1].length]).toEqual([file.length, file.length]);
  const playout = web.station.media.playout(recording.playoutSha256!);
  await until('nothing is open', () => !openFiles().includes(playout));
});

test('nobody listens without signing in', async () => {
  const { base, path } = await openWithSound();
  const answer = await fetch(`${base}${path}`, { redirect: 'manual' });
  expect(answer.status).toBe(303);
});

test('the tone of a phone is heard as what it is', async () => {
  const { web, desk, base, sendBody, settled } = await openLibrary();
  const { headers } = web.user(['editor']);
  await sendBody(headers, tone(desk, 'a.m4a'));
  const [recording] = await settled();
  const answer = await fetch(`${base}/kho-tu-lieu/${recording!.id}/am-thanh?ban=goc`, { headers });
  expect(answer.headers.get('content-type')).toBe('audio/mp4');
  await answer.body?.cancel();
});

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // closed between the two looks
    }
  });
}
