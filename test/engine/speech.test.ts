import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { explainSpeech, wordsOf } from '../../src/core/speech.ts';
import { speak } from '../../src/engine/speech.ts';
import { temporaryFolder } from '../support/station.ts';

const LOCAL = { allowed: ['127.0.0.0/8'] };
const target = () => join(temporaryFolder(), 'loi.wav');

async function openVoice(answer: (body: string) => { status: number; body: Buffer }): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part;
    });
    request.on('end', () => {
      const { status, body: sound } = answer(body);
      response.writeHead(status, { 'content-type': 'audio/wav' }).end(sound);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/doc`;
}

describe('the voice that comes with the program', () => {
  test('reads Vietnamese out; the slower it speaks, the longer it takes', async () => {
    const text = 'Thông báo khẩn. Nước suối đang dâng cao, bà con rời khỏi bờ suối ngay.';
    const sizes: number[] = [];
    for (const speed of [200, 100]) {
      const file = target();
      expect(await speak(text, { kind: 'espeak', speed }, file, LOCAL)).toEqual({ ok: true, value: undefined });
      expect(readFileSync(file).subarray(0, 4).toString()).toBe('RIFF');
      sizes.push(statSync(file).size);
    }
    expect(sizes[1]! / sizes[0]!).toBeGreaterThan(1.4);
  });

  test('takes text that looks like an option, or a file’s name, for text', async () => {
    const file = target();
    expect(await speak('--version -f /etc/passwd', { kind: 'espeak', speed: 140 }, file, LOCAL)).toMatchObject({
      ok: true,
    });
    expect(statSync(file).size).toBeGreaterThan(20_000);
  });
});

describe('a program as the voice', () => {
  test('is given the text, and its file or what it prints is the sound', async () => {
    for (const command of ['tee {file}', 'cat']) {
      const file = target();
      const text = 'Bà con chú ý. '.repeat(20);
      expect(await speak(text, { kind: 'command', command }, file, LOCAL)).toMatchObject({ ok: true });
      expect(readFileSync(file, 'utf8')).toBe(`${text}\n`);
    }
  });

  test('that is not there, fails, says nothing or hangs is told of, and leaves nothing behind', async () => {
    const told: string[] = [];
    for (const command of ['/khong/co {file}', 'sh -c "echo hỏng >&2; exit 3"', 'true', 'sleep 60']) {
      const file = target();
      const spoken = await speak('Thử', { kind: 'command', command }, file, { ...LOCAL, patienceMs: 300 });
      told.push(spoken.ok ? '' : explainSpeech(spoken.error));
      expect(existsSync(file)).toBe(false);
    }
    expect(told).toEqual([
      expect.stringContaining('Không chạy được giọng đọc'),
      'Giọng đọc báo lỗi: hỏng',
      'Giọng đọc không trả về âm thanh nào.',
      expect.stringContaining('không trả lời kịp'),
    ]);
  });

  test('is parted into words as a shell would', () => {
    expect(wordsOf('piper --model "/opt/giọng nói/vi.onnx" -f {file}')).toEqual([
      ...['piper', '--model', '/opt/giọng nói/vi.onnx', '-f', '{file}'],
    ]);
  });
});

describe('a voice over HTTP', () => {
  test('is sent the text and its language, and its answer is the sound', async () => {
    const url = await openVoice((body) => ({ status: 200, body: Buffer.from(`âm thanh của ${body}`.repeat(3)) }));
    const file = target();
    expect(await speak('Bà con chú ý', { kind: 'http', url }, file, LOCAL)).toMatchObject({ ok: true });
    expect(readFileSync(file, 'utf8')).toContain('{"text":"Bà con chú ý","language":"vi"}');
  });

  test('on an address of the local network is refused unless the settings allow it', async () => {
    let asked = 0;
    const url = await openVoice(() => {
      asked += 1;
      return { status: 200, body: Buffer.alloc(1000) };
    });
    const spoken = await speak('Thử', { kind: 'http', url }, target(), { allowed: [] });
    expect(spoken).toMatchObject({
      ok: false,
      error: { kind: 'no-voice', said: expect.stringContaining('127.0.0.1') },
    });
    expect(asked).toBe(0);
  });

  test('that answers with an error is told of', async () => {
    const url = await openVoice(() => ({ status: 503, body: Buffer.alloc(0) }));
    const spoken = await speak('Thử', { kind: 'http', url }, target(), LOCAL);
    expect(spoken).toMatchObject({ ok: false, error: { kind: 'voice-failed', said: 'HTTP 503' } });
  });
});
