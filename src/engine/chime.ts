/** The lead-in tone (tín hiệu mở đầu): three struck notes, so that people stop and listen before the first word. */
import { RATE } from '../core/time.ts';

/** G4, C5, E5: hertz, and where each is struck, in seconds. */
const NOTES = [
  { hertz: 392, at: 0 },
  { hertz: 523.25, at: 0.35 },
  { hertz: 659.25, at: 0.7 },
] as const;
const SECONDS = 2;
/** How fast a note dies away, per second; and how loud it is struck: −14 dBFS. */
const DECAY = 3.5;
const LOUDNESS = 0.2;
const ATTACK = RATE / 200;
const RELEASE = RATE / 20;

/** Of one channel; ends in silence. */
export function chime(): Float32Array {
  const sound = new Float32Array(SECONDS * RATE);
  for (const { hertz, at } of NOTES) {
    const from = at * RATE;
    for (let i = 0; from + i < sound.length; i++) {
      const shape = Math.min(1, i / ATTACK, (sound.length - from - i) / RELEASE) * Math.exp((-DECAY * i) / RATE);
      const tone = Math.sin((2 * Math.PI * hertz * i) / RATE) + 0.3 * Math.sin((4 * Math.PI * hertz * i) / RATE);
      sound[from + i]! += LOUDNESS * shape * tone;
    }
  }
  return sound;
}
