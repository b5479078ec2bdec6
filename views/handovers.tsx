/** Sổ giao ca: what the leaving person leaves behind, and whether the next has read it. */
import type { Child } from 'hono/jsx';
import type { Handover, OpenItem } from '../src/core/handover.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatDateTime } from '../src/core/vietnamese.ts';
import { Icon, type IconName } from './icons.tsx';
import {
  ActionButton,
  EmptyState,
  ErrorSummary,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  StatusBadge,
  TextArea,
} from './parts.tsx';

type Props = {
  readonly notes: readonly Handover[];
  /** As the next note would take it along. */
  readonly open: readonly OpenItem[];
  readonly zone: string;
  readonly userId: number;
  /** For those who are on duty. */
  readonly form: Child | undefined;
  readonly mayRead: boolean;
};

export const HandoversPage = ({ notes, open, form, ...props }: Props) => {
  const unread = notes.filter(({ readAt }) => readAt === null).reverse();
  const read = notes.filter(({ readAt }) => readAt !== null);
  return (
    <>
      <PageHead title="Sổ giao ca" lead="Người hết ca ghi lại, người nhận ca đọc và xác nhận" />
      {unread.length > 0 && (
        <section aria-labelledby="cho-nhan">
          <h2 id="cho-nhan">Chờ xác nhận</h2>
          {unread.map((note) => (
            <Note note={note} {...props} />
          ))}
        </section>
      )}
      <div class="columns handover">
        <section aria-labelledby="giao-ca">
          <h2 id="giao-ca">Giao ca</h2>
          {form ?? <p>Người trực phát sóng ghi sổ ở đây khi hết ca.</p>}
        </section>
        <section aria-labelledby="con-do">
          <h2 id="con-do">Việc còn dở lúc này</h2>
          {open.length > 0 ? (
            <>
              <p class="hint">Tự ghi kèm sổ khi giao ca, và tự hết khi đã giải quyết.</p>
              <OpenItems items={open} />
            </>
          ) : (
            <p>
              <Icon name="check" /> Không có sự cố, nội dung thiếu hay nợ phát bù nào.
            </p>
          )}
        </section>
      </div>
      <section aria-labelledby="da-nhan">
        <h2 id="da-nhan">Đã nhận ca</h2>
        {read.length > 0 ? (
          read.map((note) => <Note note={note} {...props} />)
        ) : unread.length > 0 ? (
          <p>Chưa có ca nào được xác nhận.</p>
        ) : (
          <EmptyState title="Chưa có sổ giao ca nào">
            Hết ca, ghi vài dòng: đã làm gì, còn gì phải theo dõi. Sự cố, nội dung thiếu và nợ phát bù được ghi kèm.
          </EmptyState>
        )}
      </section>
    </>
  );
};

export const HandoverForm = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <form method="post" action="/giao-ca" class="form">
    <ErrorSummary errors={errors} title="Chưa ghi được, cần sửa:" />
    <TextArea
      {...fieldOf('words', values, errors)}
      label="Nội dung bàn giao"
      hint="Ví dụ: “17:20 loa thôn 3 rè, đã báo anh Thiu; sáng mai đọc thêm thông báo tiêm phòng”"
      rows={6}
    />
    <FormEnd button="Giao ca">
      Ghi rồi không sửa được. Việc còn dở được chép kèm; người nhận ca sẽ thấy ngay ở trang Hôm nay.
    </FormEnd>
  </form>
);

type NoteProps = Pick<Props, 'zone' | 'userId' | 'mayRead'> & { note: Handover };

const Note = ({ note, zone, userId, mayRead }: NoteProps) => (
  <article class="note">
    <header>
      <strong>{note.writtenName}</strong>, {formatDateTime(note.writtenAt, zone)}{' '}
      {note.readAt === null ? (
        <StatusBadge tone="warn">Chưa ai xác nhận</StatusBadge>
      ) : (
        <StatusBadge tone="good">
          {note.readName} đã đọc, {formatDateTime(note.readAt, zone)}
        </StatusBadge>
      )}
    </header>
    <p class="words">{note.words}</p>
    {note.openItems.length > 0 && (
      <details open={note.readAt === null}>
        <summary>Việc còn dở lúc giao ca: {note.openItems.length}</summary>
        <OpenItems items={note.openItems} />
      </details>
    )}
    {note.readAt === null &&
      mayRead &&
      (note.writtenBy === userId ? (
        <p class="hint">Người nhận ca xác nhận; người viết không tự xác nhận.</p>
      ) : (
        <ActionButton tone="main" icon="check" action={`/giao-ca/${note.id}/nhan`}>
          Đã đọc, nhận ca
        </ActionButton>
      ))}
  </article>
);

const ICONS: Readonly<Record<OpenItem['kind'], IconName>> = {
  incident: 'warning',
  missing: 'circle',
  debt: 'return',
  change: 'pencil',
};

const OpenItems = ({ items }: { items: readonly OpenItem[] }) => (
  <ul class="open-items">
    {items.map(({ kind, words, href }) => (
      <li>
        <Icon name={ICONS[kind]} />
        <a href={href}>{words}</a>
      </li>
    ))}
  </ul>
);

/** On Hôm nay: what nobody has read yet. */
export const UnreadHandovers = ({ notes, zone }: { notes: readonly Handover[]; zone: string }) => (
  <>
    {notes.map(({ writtenName, writtenAt, words }) => (
      <p class="plan-notice">
        <Icon name="info" />
        <span>
          Sổ giao ca của {writtenName} ({formatDateTime(writtenAt, zone)}) chưa ai xác nhận: “
          {words.length > 120 ? `${words.slice(0, 120).trimEnd()}…` : words}” <a href="/giao-ca">Đọc và nhận ca</a>
        </span>
      </p>
    ))}
  </>
);
