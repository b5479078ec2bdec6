/** A drawing of our own (views/pictures.tsx) as pixels, for a Word that knows no SVG; ffmpeg brings a renderer along. */
import { buffer } from 'node:stream/consumers';
import { startChild } from './subprocess.ts';

/** Twice as fine as the drawing's own measure, in pixels. */
const WIDTH = 1440;

/** Undefined where this ffmpeg has no renderer: the picture is left out then, never the letter. */
export async function svgPng(ffmpeg: string, svg: string): Promise<Uint8Array | undefined> {
  // Out of a pipe it must be told that a frame is all there is.
  const whole = ['-frame_size', String(Buffer.byteLength(svg))];
  const draw = ['-f', 'svg_pipe', ...whole, '-width', String(WIDTH), '-keep_ar', '1', '-i', 'pipe:0'];
  await using child = startChild(ffmpeg, ['-v', 'error', ...draw, '-f', 'image2pipe', '-c:v', 'png', 'pipe:1']);
  child.stdin.on('error', () => {});
  child.stdin.end(svg);
  const png = await buffer(child.stdout);
  const { code } = await child.ended;
  return code === 0 && png.length > 0 ? png : undefined;
}
