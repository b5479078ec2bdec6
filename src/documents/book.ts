/** A book (core/book.ts) as a file. The libraries are large and loaded when somebody wants one. */
import type { Book, BookFormat } from '../core/book.ts';

export async function writeBook(book: Book, format: BookFormat): Promise<Buffer> {
  switch (format) {
    case 'xlsx':
      return (await import('./book-xlsx.ts')).writeBookXlsx(book);
    case 'pdf':
      return (await import('./book-pdf.ts')).writeBookPdf(book);
    default:
      return format satisfies never;
  }
}
