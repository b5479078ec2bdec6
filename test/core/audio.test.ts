import { expect, test } from 'vitest';
import {
  displayName,
  explain,
  extensionOf,
  judgeDecode,
  judgeShape,
  type Sound,
  titleOf,
} from '../../src/core/audio.ts';
import { durationMs, frames } from '../../src/core/time.ts';

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);
const judged = (head: Uint8Array) => judgeShape(head, head, head.length);

test('what is not audio is called what it is', () => {
  expect(judgeShape(bytes(''), bytes(''), 0)).toEqual({ kind: 'empty' });
  expect(judged(utf8('Kính gửi Đài truyền thanh xã'))).toEqual({ kind: 'text' });
  expect(judged(bytes('\xff\xfeK\0'))).toEqual({ kind: 'text' });
  expect(judged(utf8('\ufeff#EXTM3U\n/etc/passwd'))).toEqual({ kind: 'playlist' });
  expect(judged(utf8("ffconcat version 1.0\nfile '/etc/passwd'"))).toEqual({ kind: 'playlist' });
  expect(judged(utf8('<?xml version="1.0"?>\n<MPD >'))).toEqual({ kind: 'playlist' });
  expect(judged(bytes('PK\x03\x04\x14\0'))).toMatchObject({ kind: 'not-audio' });
  expect(judged(bytes('MThd\0\0\0\x06'))).toEqual({ kind: 'unsupported', format: 'MIDI' });
});

test('text whose last letter is cut by the end of the head is still text', () => {
  expect(judged(utf8('Đăk Tờ Kan').subarray(0, -5))).toEqual({ kind: 'text' });
  expect(judged(utf8('Tờ').subarray(0, 2))).toEqual({ kind: 'text' });
});

test('a WAV shorter than its header says is cut; one that never learned its length is not', () => {
  const wav = (size: string) => bytes(`RIFF${size}WAVEfmt \0\0\0\0`);
  expect(judged(wav('\x0c\0\0\0'))).toBeUndefined();
  expect(judged(wav('\x0d\x10\0\0'))).toEqual({ kind: 'truncated' });
  expect(judged(wav('\xff\xff\xff\xff'))).toBeUndefined();
  expect(judged(wav('\0\0\0\0'))).toBeUndefined();
});

test('an Ogg file that breaks off inside a page is cut', () => {
  const page = `OggS${'\0'.repeat(22)}\x02\x03\x02abcde`;
  expect(judged(bytes(page + page))).toBeUndefined();
  expect(judged(bytes(page + page.slice(0, -1)))).toEqual({ kind: 'truncated' });
  expect(judged(bytes(page + page.slice(0, 20)))).toEqual({ kind: 'truncated' });
});

test('a decode may fall short of its promise by half a second, not by more', () => {
  const sound = { format: 'mov', promised: durationMs(60_000) } as Sound;
  expect(judgeDecode(sound, frames(59.5 * 48_000), 0)).toBeUndefined();
  expect(judgeDecode(sound, frames(59.4 * 48_000), 0)).toMatchObject({ kind: 'truncated', heard: 59_400 });
  expect(judgeDecode(sound, frames(60 * 48_000), 1)).toEqual({ kind: 'damaged' });
  const bare = { format: 'mp3', promised: undefined } as Sound;
  expect(judgeDecode(bare, frames(48_000), 3)).toBeUndefined();
  expect(judgeDecode(bare, frames(48_000), 4)).toEqual({ kind: 'damaged' });
  expect(judgeDecode(bare, frames(4799), 0)).toEqual({ kind: 'too-short' });
});

test('a name is for reading: no path, no control characters, one Unicode form', () => {
  expect(displayName('../../etc/passwd.mp3')).toBe('passwd.mp3');
  expect(displayName('C:\\Tài liệu\\Bản tin số 2.MP3')).toBe('Bản tin số 2.MP3');
  expect(displayName('Ba\u0309n tin\n\u202e3pm.exe')).toBe('Bản tin3pm.exe');
  expect(displayName('/')).toBe('không tên');
  expect(displayName('đ'.repeat(500))).toHaveLength(200);
  expect(extensionOf('Bản tin.MP3')).toBe('mp3');
  expect(extensionOf('x.m p')).toBe('bin');
  expect(titleOf('Bản tin số 2.MP3')).toBe('Bản tin số 2');
});

test('a cut recording says how much of it is there', () => {
  const reason = explain({ kind: 'truncated', heard: durationMs(72_000), promised: durationMs(900_000) });
  expect(reason).toContain('1 phút 12 giây trong 15 phút');
});
