import { describe, expect, test } from 'vitest';
import { isHls, parseHls } from '../../src/core/hls.ts';

const BASE = 'https://dai.example/song/vov1/live.m3u8';
const media = (...lines: string[]) => ['#EXTM3U', '#EXT-X-TARGETDURATION:6', ...lines].join('\r\n');

describe('a media playlist', () => {
  test('names its pieces by number, each with its whole address', () => {
    const text = media(
      '#EXT-X-MEDIA-SEQUENCE:41',
      '#EXTINF:6,',
      'a.ts',
      '#EXTINF:6,',
      '/b.ts',
      'http://khac.example/c.ts',
    );
    expect(parseHls(text, BASE)).toEqual({
      ok: true,
      value: {
        ...{ kind: 'media', targetMs: 6000, sequence: 41, map: undefined, isOver: false },
        segments: ['https://dai.example/song/vov1/a.ts', 'https://dai.example/b.ts', 'http://khac.example/c.ts'],
      },
    });
  });

  test('of fragmented MP4 names what each piece needs before it; one that is over is a recording', () => {
    const read = parseHls(media('#EXT-X-MAP:URI="init.mp4"', 'a.m4s', '#EXT-X-ENDLIST'), BASE);
    expect(read).toMatchObject({ value: { map: 'https://dai.example/song/vov1/init.mp4', isOver: true, sequence: 0 } });
  });

  test.each([
    ['an encrypted one', media('#EXT-X-KEY:METHOD=AES-128,URI="k"', 'a.ts')],
    ['one in ranges of bytes', media('#EXT-X-BYTERANGE:100@0', 'a.ts')],
    ['one without a length', '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:1\na.ts'],
    ['one whose pieces last an hour', '#EXTM3U\n#EXT-X-TARGETDURATION:3600\na.ts'],
    ['one with no address in it', media('http://[')],
  ])('%s is refused in words', (_, text) => expect(parseHls(text, BASE)).toMatchObject({ ok: false, error: /./ }));

  test('one whose key says it is not encrypted is not', () => {
    expect(parseHls(media('#EXT-X-KEY:METHOD=NONE', 'a.ts'), BASE).ok).toBe(true);
  });
});

describe('a master playlist', () => {
  test('leads to the variant with the least to carry, or to its sound alone', () => {
    const variants = [
      '#EXTM3U',
      '#EXT-X-STREAM-INF:BANDWIDTH=2000000',
      'cao.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=64000',
      'thap.m3u8',
    ];
    expect(parseHls(variants.join('\n'), BASE)).toEqual({
      ok: true,
      value: { kind: 'master', url: 'https://dai.example/song/vov1/thap.m3u8' },
    });
    const split = [
      ...['#EXTM3U', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="vi",URI="tieng.m3u8"'],
      ...['#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a"', 'hinh.m3u8'],
    ];
    expect(parseHls(split.join('\n'), BASE)).toMatchObject({
      value: { url: 'https://dai.example/song/vov1/tieng.m3u8' },
    });
  });

  test('that leads nowhere is refused', () => {
    expect(parseHls('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n', BASE).ok).toBe(false);
  });
});

test('a list of plain addresses is not HLS', () => {
  expect(isHls('#EXTM3U\nhttp://dai.example/song.mp3')).toBe(false);
  expect(isHls(media('a.ts'))).toBe(true);
});
