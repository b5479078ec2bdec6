/**
 * Letters and books as files. Laying out a sheet takes a second of a slow machine, so a thread of its own does it
 * (src/press.ts) and the pages go on being answered; what it makes is the same wherever it runs.
 */
import { Worker } from 'node:worker_threads';
import type { Book, BookFormat } from '../core/book.ts';
import type { ReadingCopy } from '../core/reading-copy.ts';
import { writeBook } from '../documents/book.ts';
import type { Letter, LetterPicture } from '../documents/nd30.ts';
import { svgPng } from './svg-png.ts';

export const LETTER_FORMATS = ['docx', 'pdf'] as const;
export type LetterFormat = (typeof LETTER_FORMATS)[number];

export type PressAsk =
  /** `ffmpeg` draws the pictures of a Word file. */
  | { readonly what: 'letter'; readonly letter: Letter; readonly format: LetterFormat; readonly ffmpeg: string }
  | { readonly what: 'book'; readonly book: Book; readonly format: BookFormat }
  | { readonly what: 'reading-copy'; readonly copy: ReadingCopy };

/** The whole file or a fault, never a part of one. */
export type Press = (ask: PressAsk) => Promise<Uint8Array>;

export const press: Press = async (ask) => {
  if (ask.what === 'book') return writeBook(ask.book, ask.format);
  if (ask.what === 'reading-copy')
    return (await import('../documents/reading-copy-pdf.ts')).writeReadingCopyPdf(ask.copy);
  switch (ask.format) {
    case 'docx':
      return (await import('../documents/report-docx.ts')).writeReportDocx(await withPixels(ask.letter, ask.ffmpeg));
    case 'pdf':
      return (await import('../documents/report-pdf.ts')).writeReportPdf(ask.letter);
    default:
      return ask satisfies never;
  }
};

async function withPixels(letter: Letter, ffmpeg: string): Promise<Letter> {
  const pictures: LetterPicture[] = [];
  for (const picture of letter.pictures ?? []) {
    const png = await svgPng(ffmpeg, picture.svg);
    if (png) pictures.push({ ...picture, png });
  }
  return { ...letter, pictures };
}

/** `script`: src/press.ts as it was built. */
export const pressIn =
  (script: string): Press =>
  (ask) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: ask });
      worker.once('message', (bytes: Uint8Array) => resolve(bytes));
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the press ended with ${code} and no file`)));
    });
