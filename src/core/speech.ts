/** Chuyển văn bản thành giọng nói (product E5): which voice reads typed text out. */

/**
 * espeak: the one that comes with the program. command: a program on this machine, given the text on stdin; `{file}` among
 * its words is where it writes its sound, without it the sound is what it prints. http: the text is posted as JSON
 * (`{"text", "language": "vi"}`) and the answer is sound.
 */
export type Voice =
  | { readonly kind: 'espeak' /** Words a minute. */; readonly speed: number }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'http'; readonly url: string };

export const SPEED = { least: 80, most: 220, usual: 140 } as const;
export const DEFAULT_VOICE: Voice = { kind: 'espeak', speed: SPEED.usual };

/** What is longer is no notice. */
export const LONGEST_TEXT = 4000;

export const VOICE_FILE = '{file}';

/** Words of a command, as a shell would part them at spaces; quotes keep a word together. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

export type SpeechFailure =
  | { readonly kind: 'no-voice'; readonly said: string }
  | { readonly kind: 'voice-failed'; readonly said: string }
  | { readonly kind: 'voice-silent' }
  | { readonly kind: 'too-slow' };

/** In words, for the person who typed the text. */
export function explainSpeech(failure: SpeechFailure): string {
  switch (failure.kind) {
    case 'no-voice':
      return `Không chạy được giọng đọc: ${failure.said}`;
    case 'voice-failed':
      return `Giọng đọc báo lỗi: ${failure.said}`;
    case 'voice-silent':
      return 'Giọng đọc không trả về âm thanh nào.';
    case 'too-slow':
      return 'Giọng đọc không trả lời kịp; chọn giọng khác ở Cài đặt phát khẩn cấp.';
    default:
      return failure satisfies never;
  }
}
