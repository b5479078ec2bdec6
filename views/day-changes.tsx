/** What can be changed about a line of the day: its place by the buttons Lên and Xuống, and the menu of all else. */
import type { Temporal } from 'temporal-polyfill';
import { addressOf, type LineAddress } from '../src/core/day-order.ts';
import type { DayLine } from '../src/core/day-playlist.ts';
import { Icon } from './icons.tsx';
import { ActionButton, Button } from './parts.tsx';

/** Where its buttons lead: the addresses of its neighbours within what may change places. */
export type LineMove = { readonly up?: string; readonly down?: string; readonly block: number };

/** Lên, Xuống: each puts the line in its neighbour's place. */
export const Order = ({ line, move, day }: { line: DayLine; move: LineMove; day: Temporal.PlainDate }) => (
  <form method="post" action={`/lich-phat/${line.slotId}/${line.recurrenceId}/thu-tu`} class="order">
    <input type="hidden" name="muc" value={line.item} />
    <input type="hidden" name="ngay" value={day.toString()} />
    <OrderButton to={move.up} icon="up" label={`Lên: ${line.title}`} />
    <OrderButton to={move.down} icon="down" label={`Xuống: ${line.title}`} />
  </form>
);

const OrderButton = ({ to, icon, label }: { to: string | undefined; icon: 'up' | 'down'; label: string }) =>
  to === undefined ? (
    <span class="icon-button" />
  ) : (
    <button type="submit" name="den" value={to} class="icon-button">
      <Icon name={icon} />
      <span class="unseen">{label}</span>
    </button>
  );

/** `isOther`: the session it is an item of is not as its template and slot have it. */
type ChangesProps = { line: DayLine; day: Temporal.PlainDate; isOther: boolean };

export const Changes = ({ line, day, isOther }: ChangesProps) => {
  if (!line.isOpen) return <NoticeChange line={line} />;
  const path = `/lich-phat/${line.slotId}/${line.recurrenceId}`;
  if (line.item > 0) return <ItemChanges line={line} path={path} isOther={isOther} />;
  if (line.exception && (line.state === 'cancelled' || line.state === 'moved'))
    return (
      <ActionButton tone="plain" icon="return" action={`${path}/bo-thay-doi`}>
        {line.state === 'cancelled' ? 'Lấy lại' : 'Về giờ cũ'}
      </ActionButton>
    );
  if (line.state === 'withheld') return <a href={`${path}/doi`}>Dời…</a>;
  return (
    <details class="changes">
      <summary aria-label={`Thay đổi lượt phát ${line.title}`}>Thay đổi</summary>
      <ul>
        <li>
          <a href={`${path}/huy`}>Hủy lượt này…</a>
        </li>
        <li>
          <a href={`${path}/doi`}>Dời…</a>
        </li>
        <li>
          <a href={`${path}/so`}>Thay nội dung…</a>
        </li>
        <li>
          <a href={`/lich-phat/chen?ngay=${day}&sau=${addressOf(line as LineAddress)}`}>Chèn ngay sau…</a>
        </li>
        {line.noticeId !== undefined && (
          <li>
            <NoticeChange line={line} />
          </li>
        )}
        {line.exception && (
          <li>
            <ActionButton tone="plain" action={`${path}/bo-thay-doi`}>
              Bỏ thay đổi
            </ActionButton>
          </li>
        )}
      </ul>
    </details>
  );
};

/** Of a notice that took a place, this occurrence's only: out of it, or back. */
const NoticeChange = ({ line: { slotId, recurrenceId, noticeId, state, title } }: { line: DayLine }) => {
  if (noticeId === undefined) return <></>;
  const path = `/lich-phat/${slotId}/${recurrenceId}/thong-bao/${noticeId}`;
  return state === 'cancelled' ? (
    <ActionButton tone="plain" icon="return" action={`${path}/lay-lai`}>
      Lấy lại<span class="unseen"> thông báo {title}</span>
    </ActionButton>
  ) : (
    <ActionButton tone="plain" action={`${path}/bo`}>
      Bỏ thông báo này<span class="unseen">: {title}</span>
    </ActionButton>
  );
};

/** Of a session's item: only this occurrence's. */
const ItemChanges = ({ line, path, isOther }: { line: DayLine; path: string; isOther: boolean }) => {
  const query = `?muc=${line.item}`;
  if (line.state === 'cancelled')
    return (
      <ActionButton tone="plain" icon="return" action={`${path}/bo-thay-doi${query}`}>
        Lấy lại
      </ActionButton>
    );
  return (
    <details class="changes">
      <summary aria-label={`Thay đổi mục ${line.title}`}>Thay đổi</summary>
      <ul>
        <li>
          <a href={`${path}/huy${query}`}>Bỏ mục này…</a>
        </li>
        <li>
          <a href={`${path}/so${query}`}>Thay nội dung…</a>
        </li>
        <li>
          <a href={`/lich-phat/chen?sau=${addressOf(line as LineAddress)}`}>Chèn ngay sau…</a>
        </li>
        {line.noticeId !== undefined && (
          <li>
            <NoticeChange line={line} />
          </li>
        )}
        {line.exception && (
          <li>
            <ActionButton tone="plain" action={`${path}/bo-thay-doi${query}`}>
              Bỏ thay đổi
            </ActionButton>
          </li>
        )}
        <li>
          <a href={`${path}/huy`}>Hủy cả buổi…</a>
        </li>
        <li>
          <a href={`${path}/doi`}>Dời cả buổi…</a>
        </li>
        {isOther && (
          <li>
            <ActionButton tone="plain" action={`${path}/bo-thay-doi`}>
              Cả buổi như cũ
            </ActionButton>
          </li>
        )}
      </ul>
    </details>
  );
};

/** `words` say what was done: "Đã dời …". */
export type Change = { readonly id: number; readonly words: string };
type UndoProps = { readonly last: Change | undefined; readonly next?: Change | undefined; readonly back: string };

/** What was done last and what was undone last, as long as either can be turned. */
export const UndoBar = ({ last, next, back }: UndoProps) =>
  last || next ? (
    <div class="undo">
      {last && (
        <form method="post" action="/lich-phat/hoan-tac">
          <input type="hidden" name="id" value={last.id} />
          <input type="hidden" name="back" value={back} />
          <Icon name="check" />
          <span>{last.words}.</span>
          <Button tone="plain" icon="return">
            Hoàn tác
          </Button>
        </form>
      )}
      {next && (
        <form method="post" action="/lich-phat/lam-lai">
          <input type="hidden" name="id" value={next.id} />
          <input type="hidden" name="back" value={back} />
          <Button tone="plain" icon="repeat">
            Làm lại<span class="unseen">: {next.words}</span>
          </Button>
        </form>
      )}
    </div>
  ) : (
    <></>
  );
