/** Sổ sách: the list of the station's books, and one of them as a page that prints as it is. */
import { type Book, type BookColumn, cellText, isFigure } from '../src/core/book.ts';
import { Button, ButtonLink, EmptyState, Field, PageHead, Table } from './parts.tsx';

type Listed = { readonly name: string; readonly title: string; readonly lead: string };

export const BooksPage = ({ books }: { books: readonly Listed[] }) => (
  <>
    <PageHead title="Sổ sách" lead="Sổ, bảng, biểu của đài: xem, in, xuất Excel hoặc PDF" />
    <ul class="book-list">
      {books.map(({ name, title, lead }) => (
        <li>
          <a href={`/so-sach/${name}`}>{title}</a>
          <span class="hint">{lead}</span>
        </li>
      ))}
    </ul>
  </>
);

type Props = {
  book: Book;
  path: string;
  /** The period as the address has it, and those beside it. */
  ky: string;
  /** As people write it. */
  written: string;
  before: string;
  next: string;
  keptAt?: string | undefined;
};

export const BookPage = ({ book, path, ky, written, before, next, keptAt }: Props) => (
  <div class="book">
    <div class="actions">
      <ButtonLink href="/so-sach" icon="left">
        Sổ sách
      </ButtonLink>
      <ButtonLink href={`${path}?ky=${before}`}>Kỳ trước</ButtonLink>
      <ButtonLink href={`${path}?ky=${next}`}>Kỳ sau</ButtonLink>
      <ButtonLink href={`${path}.xlsx?ky=${ky}`} icon="download">
        Xuất Excel
      </ButtonLink>
      <ButtonLink href={`${path}.pdf?ky=${ky}`} icon="download">
        Xuất PDF
      </ButtonLink>
      {keptAt && <ButtonLink href={keptAt}>Mở nơi ghi sổ</ButtonLink>}
    </div>
    <form method="get" action={path} class="go-to">
      <Field name="ky" label="Kỳ" value={written} size={12} hint={KY_HINTS[ky.length]} />
      <Button>Xem</Button>
    </form>
    <BookSheet book={book} />
  </div>
);

const KY_HINTS: Readonly<Record<number, string>> = {
  4: 'Năm, ví dụ 2025',
  7: 'Tháng, ví dụ 9/2025',
  10: 'Một ngày trong tuần, ví dụ 08/09/2025',
};

/** The paper itself. */
export const BookSheet = ({ book }: { book: Book }) => {
  const { title, period, columns, rows, total, notes, signers, parentAgency, agency } = book;
  return (
    <>
      <div class="letterhead print-only">
        <p class="agency">
          {parentAgency && <span>{parentAgency}</span>}
          <strong>{agency}</strong>
        </p>
        <p class="nation">
          <span>Cộng hòa xã hội chủ nghĩa Việt Nam</span>
          <span class="motto">Độc lập - Tự do - Hạnh phúc</span>
        </p>
      </div>
      <h1>{title}</h1>
      <p class="period">{period}</p>
      {rows.length === 0 ? (
        <EmptyState title="Kỳ này chưa có dòng nào">Chọn kỳ khác, hoặc ghi dòng đầu tiên ở nơi ghi sổ.</EmptyState>
      ) : (
        <Table caption={`${title}, ${period}`} head={columns.map(({ head }) => <th scope="col">{head}</th>)}>
          {rows.map((row) =>
            row.length === 1 ? (
              <tr class="part">
                <th scope="rowgroup" colspan={columns.length}>
                  {cellText(row[0], 'text')}
                </th>
              </tr>
            ) : (
              <Row cells={row} columns={columns} />
            ),
          )}
          {total && <Row cells={total} columns={columns} sum />}
        </Table>
      )}
      {notes.map((note) => (
        <p>{note}</p>
      ))}
      <div class="signatures">
        {signers.map(({ title: words, name }) => (
          <p>
            <strong>{words.toLocaleUpperCase('vi')}</strong>
            {name && <span class="signed">{name}</span>}
          </p>
        ))}
      </div>
    </>
  );
};

const Row = (props: { cells: Book['rows'][number]; columns: readonly BookColumn[]; sum?: boolean }) => (
  <tr class={props.sum ? 'sum' : undefined}>
    {props.columns.map((column, i) => {
      const cell = props.cells[i];
      const text = cellText(cell, column.type);
      const lines = text.split('\n');
      return (
        <td class={isFigure(column) ? 'number' : column.type === 'day' ? 'figure' : undefined}>
          {typeof cell === 'object' && cell !== null ? (
            <strong>{text}</strong>
          ) : lines.length > 1 ? (
            lines.map((line) => <span class="line">{line}</span>)
          ) : (
            text
          )}
        </td>
      );
    })}
  </tr>
);
