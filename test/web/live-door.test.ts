import { get, type IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import { listen } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

describe('the door', () => {
  const knock = async ({ web }: Desk, path = '/live/main.mp3', headers = {}) => {
    const env = { incoming: { socket: new Socket() } };
    const response = await web.app.request(path, { headers }, env);
    const handed = web.sent.filter(({ say }) => say === 'listener');
    return { status: response.status, retryAfter: response.headers.get('retry-after'), handed };
  };

  test('hands the listener to the playout, and says whether the player wants titles', async () => {
    const desk = await openDesk();
    expect((await knock(desk)).handed).toEqual([{ say: 'listener', outputId: 1, icy: false, headOnly: false }]);
    expect((await knock(desk, undefined, { 'Icy-MetaData': '1' })).handed).toMatchObject([{}, { icy: true }]);
  });

  test.each(['/live/khac.mp3', '/live/main.opus', '/live/..%2fmain.mp3', '/live/main', '/live/main.mp3.mp3'])(
    '%s is not found',
    async (path) => {
      expect(await knock(await openDesk(), path)).toMatchObject({ status: 404, handed: [] });
    },
  );

  test('asks to come back while the stream is off or the playout does not answer', async () => {
    const desk = await openDesk();
    const { outputs } = desk.web.station.stores;
    const [stream] = outputs.list();
    outputs.change({ ...stream!, enabled: false });
    expect(await knock(desk)).toEqual({ status: 503, retryAfter: '5', handed: [] });
    outputs.change(stream!);
    desk.web.hear({ say: 'playout', running: false });
    expect(await knock(desk)).toEqual({ status: 503, retryAfter: '5', handed: [] });
  });
});

describe('with the whole program', () => {
  const open = async () => {
    const station = await RunningStation.start(temporaryFolder());
    onTestFinished(() => station[Symbol.asyncDispose]());
    const url = `${station.origin}/live/main.mp3`;
    await until('the playout to open the stream', async () => {
      const response = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).once('error', reject));
      response.destroy();
      return response.statusCode === 200;
    });
    return { station, url };
  };

  test('the playout answers the listener: at once, with titles when asked, without sound for HEAD', async () => {
    const { station, url } = await open();
    const ask = (method: string, headers = {}) =>
      new Promise<IncomingMessage>((resolve, reject) =>
        request(url, { method, headers }, resolve).once('error', reject).end(),
      );
    const head = await ask('HEAD');
    expect([head.statusCode, head.headers['content-type'], head.headers['icy-metaint']]).toEqual([
      200,
      'audio/mpeg',
      undefined,
    ]);
    const titled = await ask('GET', { 'icy-metadata': '1' });
    expect(titled.headers['icy-metaint']).toBe('16000');
    const started = performance.now();
    await new Promise((resolve) => titled.once('data', resolve));
    expect(performance.now() - started).toBeLessThan(1000);
    titled.destroy();
    expect(await station.stop()).toEqual({ code: 0, left: [] });
  }, 60_000);

  test('a listener hears on while the web is stopped and started, and the web stops within two seconds', async () => {
    const { station, url } = await open();
    const listener = await listen(url);
    await until('sound', () => listener.length > 8000);
    const [web] = station.pids('web.js');
    const stopped = performance.now();
    process.kill(web!, 'SIGTERM');
    await until('another web', () => station.pids('web.js').some((pid) => pid !== web));
    expect(performance.now() - stopped).toBeLessThan(2000);
    const length = listener.length;
    await until('more sound', () => listener.length > length + 32_000);
    expect(listener.closed).toBe(false);
    expect(station.said).not.toContain('TypeError');
    expect(await station.stop()).toEqual({ code: 0, left: [] });
  }, 60_000);
});
