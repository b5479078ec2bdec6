/** What an analysis says against a recording, in words for the people who made it, with the time in the file. */
import type { Analysis, Passage } from './loudness.ts';
import { formatPlace } from './points.ts';
import { type DurationMs, framesToMs } from './time.ts';
import { formatClock, formatDuration, formatNumber } from './vietnamese.ts';

export type Warning = {
  readonly kind: 'silent' | 'quiet' | 'clipped' | 'opposite' | 'one-sided' | 'uneven' | 'silence' | 'unclear';
  readonly words: string;
  /** For a badge. */
  readonly short: string;
  /** Where in the original to listen. */
  readonly at: DurationMs | null;
};

/** Below this, what is recorded is mostly the noise of the room. */
const QUIET_LUFS = -30;
/** Speech has a third and more of its energy there, a bass line hardly any. */
const UNCLEAR_SHARE = 0.1;
const MOST_SILENCES = 10;

export function warningsOf({ loudness, copy, sides, ...found }: Analysis): Warning[] {
  // What a person has cut off is nobody's trouble.
  const isHeard = ({ at, length }: Passage) => at + length > framesToMs(copy.from) && at < framesToMs(copy.until);
  const [clipped, silences] = [found.clipped.filter(isHeard), found.silences.filter(isHeard)];
  const warnings: Warning[] = [];
  const add = (kind: Warning['kind'], short: string, words: string, at: DurationMs | null = null) =>
    void warnings.push({ kind, short, words, at });
  if (copy.integrated === null) {
    add('silent', 'Không có tiếng', 'Không nghe thấy tiếng trong tệp này.');
    return warnings;
  }
  const short = copy.targetLufs - copy.integrated;
  const missing = `bản phát còn nhỏ hơn mức chuẩn ${formatNumber(short)} dB`;
  if (loudness.integrated !== null && loudness.integrated < QUIET_LUFS)
    add('quiet', 'Quá nhỏ', `Âm thanh quá nhỏ, cần tăng độ lớn.${short > 0.5 ? ` Đã tăng hết mức, ${missing}.` : ''}`);
  else if (short > 0.5) add('uneven', 'To nhỏ không đều', `Chỗ to, chỗ nhỏ chênh nhau quá nhiều: ${missing}.`);
  if (clipped.length > 0) add('clipped', 'Vỡ tiếng', 'Âm thanh bị vỡ tiếng.', clipped[0]!.at);
  if (found.speechShare !== undefined && found.speechShare !== null && found.speechShare < UNCLEAR_SHARE)
    add(
      'unclear',
      'Khó nghe rõ lời',
      'Hầu như không có tiếng trong dải nghe rõ lời (300–3.400 Hz): chỉ có ù trầm hoặc rít.',
    );
  if (sides === 'opposite') add('opposite', 'Ngược pha', 'Hai kênh ngược pha: khi trộn một kênh sẽ mất tiếng.');
  if (sides === 'left-only' || sides === 'right-only') add('one-sided', 'Một bên', 'Chỉ có một bên có tiếng.');
  for (const { at, length } of silences.slice(0, MOST_SILENCES))
    add('silence', 'Khoảng lặng', `Khoảng lặng ${formatDuration(length)} tại ${formatClock(at)}.`, at);
  if (silences.length > MOST_SILENCES)
    add('silence', 'Khoảng lặng', `Và ${silences.length - MOST_SILENCES} khoảng lặng nữa.`);
  return warnings;
}

/** What was done for the playout copy beyond its gain. */
export function mendedWords({ head, tail, copy, sides, frames }: Analysis): string[] {
  const side = copy.only === 'left' ? 'trái' : 'phải';
  return [
    copy.byHand &&
      `Chỉ phát từ ${formatPlace(framesToMs(copy.from))} đến ${formatPlace(framesToMs(copy.until))} của tệp gốc.`,
    !copy.byHand && copy.from > 0 && `Đã cắt im lặng ở đầu (${formatDuration(head)}).`,
    !copy.byHand && copy.until < frames && `Đã cắt im lặng ở cuối (${formatDuration(tail)}).`,
    copy.only !== null &&
      sides !== 'mono' &&
      (sides === 'opposite'
        ? `Bản phát chỉ lấy kênh ${side} cho cả hai bên, nên không mất tiếng.`
        : `Bản phát lấy kênh ${side} cho cả hai bên.`),
  ].filter((one) => typeof one === 'string');
}
