/** Sao chép lịch tuần: to which week, what will be added there, what will not and why. */

import type { Temporal } from 'temporal-polyfill';
import type { FieldErrors } from '../src/core/result.ts';
import { lowerFirst } from '../src/core/vietnamese.ts';
import { Button, ButtonLink, DateField, EmptyState, ErrorSummary, FormEnd, PageHead, Table } from './parts.tsx';
import { weekPath } from './schedule-tabs.tsx';
import { weekTitle } from './week.tsx';

export type CopyRow = { readonly title: string; readonly when: string; readonly words: string };

export type CopyProps = {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly typed: string;
  readonly withPins: boolean;
  readonly errors: FieldErrors;
  readonly added: readonly CopyRow[];
  readonly skipped: readonly CopyRow[];
};

export const CopyWeekPage = (props: CopyProps) => {
  const { from, to, skipped, withPins } = props;
  const isClear = Object.keys(props.errors).length === 0;
  return (
    <>
      <PageHead
        title="Sao chép lịch tuần"
        lead={`Từ ${lowerFirst(weekTitle(from))}. Chép những gì người ta thêm và thay đổi; khung giờ vẫn phát theo cách lặp của nó.`}
      />
      <form method="get" action="/lich-phat/tuan/sao-chep" class="form">
        <ErrorSummary errors={props.errors} title="Chưa chép được:" />
        <input type="hidden" name="tu" value={from.toString()} />
        <DateField name="sang" label="Sang tuần có ngày" value={props.typed} error={props.errors.sang} />
        <label class="choice">
          <input type="checkbox" name="so" value="co" checked={withPins} />
          <span>
            Chép cả số đã chọn tay
            <small>Số ấy sẽ phát thêm một lần nữa ở tuần kia</small>
          </span>
        </label>
        <FormEnd button="Xem trước" cancel={weekPath(from)} />
      </form>
      {isClear && <Preview {...props} to={to} />}
      {isClear && skipped.length > 0 && (
        <>
          <h2>Không chép</h2>
          <Rows caption="Không chép" rows={skipped} last="Vì sao" />
        </>
      )}
    </>
  );
};

const Preview = ({ from, to, added, withPins }: CopyProps) =>
  added.length === 0 ? (
    <EmptyState title={`Không có gì để chép sang ${lowerFirst(weekTitle(to))}`}>
      Tuần này chỉ có những gì khung giờ tự lặp lại; tuần kia cũng sẽ có như vậy.
    </EmptyState>
  ) : (
    <>
      <h2>Sẽ thêm vào {lowerFirst(weekTitle(to))}</h2>
      <Rows caption="Sẽ thêm" rows={added} last="Thêm gì" />
      <form method="post" action="/lich-phat/tuan/sao-chep">
        <input type="hidden" name="tu" value={from.toString()} />
        <input type="hidden" name="sang" value={to.toString()} />
        {withPins && <input type="hidden" name="so" value="co" />}
        <div class="actions">
          <Button tone="main">Sao chép {added.length} mục</Button>
          <ButtonLink href={weekPath(from)}>Quay lại</ButtonLink>
        </div>
        <p class="hint">Chép cả một lần; sau đó có thể hoàn tác ở trang tuần.</p>
      </form>
    </>
  );

const Rows = ({ caption, rows, last }: { caption: string; rows: readonly CopyRow[]; last: string }) => (
  <Table
    caption={caption}
    stack
    head={
      <>
        <th scope="col">Giờ</th>
        <th scope="col">Khung giờ</th>
        <th scope="col">{last}</th>
      </>
    }
  >
    {rows.map(({ title, when, words }) => (
      <tr>
        <td class="figure">{when}</td>
        <td>{title}</td>
        <td>{words}</td>
      </tr>
    ))}
  </Table>
);
