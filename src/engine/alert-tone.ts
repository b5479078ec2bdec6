/** The alert tone (tín hiệu báo động) before an emergency: two notes in turn, unlike anything a programme begins with. */
import { RATE } from '../core/time.ts';

/** Hertz: where horn loudspeakers are loudest and a voice is not. */
const NOTES = [960, 770] as const;
/** Seconds of each note, of all of it, and of the silence behind, in which the last echo dies. */
const NOTE = 0.25;
const SOUNDS = 3;
const PAUSE = 0.5;
/** −10 dBFS. */
const LOUDNESS = 10 ** (-10 / 20);
/** Neither clicks nor is late. */
const RAMP = RATE / 500;

/** Of one channel. */
export function alertTone(): Int16Array {
  const length = NOTE * RATE;
  const sound = new Int16Array((SOUNDS + PAUSE) * RATE);
  for (let i = 0; i < SOUNDS * RATE; i++) {
    const place = i % length;
    const shape = Math.min(1, (place + 1) / RAMP, (length - place) / RAMP);
    const hertz = NOTES[Math.floor(i / length) % NOTES.length]!;
    sound[i] = Math.round(LOUDNESS * shape * Math.sin((2 * Math.PI * hertz * place) / RATE) * 0x7fff);
  }
  return sound;
}
