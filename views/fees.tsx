/** Nhuận bút, thù lao: the issues first heard in a month, whom each is paid to, and the rates. */
import type { Temporal } from 'temporal-polyfill';
import { type Contributor, type ContributorRole, paidAs, roleWord } from '../src/core/contributors.ts';
import type { FeeRates } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatDate, formatNumber } from '../src/core/vietnamese.ts';
import {
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Field,
  type FormValues,
  PageHead,
  textOf,
  textsOf,
} from './parts.tsx';

type Fee = {
  readonly id: number;
  readonly author: string;
  readonly role: ContributorRole | '';
  readonly genre: string;
  readonly coefficient: number;
  readonly rate: number;
};
type Line = {
  readonly episodeId: number;
  readonly issue: string;
  readonly day: Temporal.PlainDate;
  readonly author: string;
  readonly fees: readonly Fee[];
  readonly unpaid: readonly Contributor[];
};
type Props = {
  month: Temporal.PlainYearMonth;
  lines: readonly Line[];
  rates: FeeRates;
  /** What was typed into the rates and refused. */
  typed: FormValues | undefined;
  errors: FieldErrors;
};

const EMPTY_ROWS = 2;

export const FeesPage = ({ month, lines, rates, typed, errors }: Props) => {
  const ky = String(month);
  const sum = lines
    .flatMap(({ fees }) => fees)
    .reduce((all, { coefficient, rate }) => all + Math.round(coefficient * rate), 0);
  return (
    <>
      <PageHead
        title={`Nhuận bút, thù lao tháng ${month.month}/${month.year}`}
        lead={`Đã kê ${formatNumber(sum, 0)} đồng`}
      >
        <ButtonLink href={`/so-sach/bang-ke-nhuan-but?ky=${ky}`}>Bảng kê</ButtonLink>
        <ButtonLink href={`/nhuan-but?ky=${month.subtract({ months: 1 })}`} icon="left">
          Tháng trước
        </ButtonLink>
        <ButtonLink href={`/nhuan-but?ky=${month.add({ months: 1 })}`}>Tháng sau</ButtonLink>
      </PageHead>
      <ErrorSummary errors={errors} />
      {rates.rate === 0 && (
        <p class="hint">Chưa có mức chi của một hệ số: nhập ở cuối trang, theo nghị quyết của HĐND tỉnh.</p>
      )}
      {lines.length === 0 ? (
        <EmptyState title="Tháng này chưa phát mới số nào">
          Số nào phát mới trong tháng thì hiện ở đây để kê người làm.
        </EmptyState>
      ) : (
        lines.map(({ episodeId, issue, day, author, fees, unpaid }) => (
          <section class="panel" aria-label={issue}>
            <h2>{issue}</h2>
            <p class="hint">Phát mới ngày {formatDate(day)}</p>
            {fees.length > 0 && (
              <ul>
                {fees.map((fee) => (
                  <li class="fee">
                    {`${paidAs(fee)}: ${fee.genre.toLowerCase()}, hệ số ${formatNumber(fee.coefficient, 2)} × ${formatNumber(fee.rate, 0)} = ${formatNumber(Math.round(fee.coefficient * fee.rate), 0)} đồng `}
                    <form method="post" action={`/nhuan-but/${fee.id}/bo`} class="one-button">
                      <input type="hidden" name="ky" value={ky} />
                      <Button tone="plain">Bỏ dòng này</Button>
                    </form>
                  </li>
                ))}
              </ul>
            )}
            {unpaid.length > 0 && <Unpaid episodeId={episodeId} ky={ky} people={unpaid} rates={rates} />}
            <form method="post" action="/nhuan-but" class="in-line">
              <input type="hidden" name="ky" value={ky} />
              <input type="hidden" name="episodeId" value={episodeId} />
              <label>
                <span>Tác giả</span>
                <input type="text" name="author" value={fees.length === 0 ? author : ''} maxlength={120} />
              </label>
              <label>
                <span>Thể loại</span>
                <select name="genre">
                  {rates.genres.map(({ name, coefficient }) => (
                    <option value={name}>{`${name} (${formatNumber(coefficient, 2)})`}</option>
                  ))}
                </select>
              </label>
              <label>
                <span>Hệ số</span>
                <input
                  type="text"
                  name="coefficient"
                  value={formatNumber(rates.genres[0]?.coefficient ?? 1, 2)}
                  size={5}
                  inputmode="decimal"
                />
              </label>
              <Button>Thêm người</Button>
            </form>
          </section>
        ))
      )}
      <h2>Mức chi</h2>
      <form method="post" action="/nhuan-but/muc-chi" class="form">
        <input type="hidden" name="ky" value={ky} />
        <Field
          name="rate"
          label="Mức chi của một hệ số (đồng)"
          value={typed ? textOf(typed, 'rate') : rates.rate || ''}
          inputmode="numeric"
          size={12}
          error={errors.rate}
          hint="Theo nghị quyết của HĐND tỉnh (Nghị định 49/2024/NĐ-CP, Điều 9). Dòng đã kê giữ mức lúc kê."
        />
        <fieldset class="field" id="f-genres" tabindex={-1}>
          <legend>Thể loại và hệ số thường dùng</legend>
          {rows(rates, typed).map(([name, coefficient]) => (
            <div class="pair">
              <input type="text" name="genre" value={name} maxlength={80} aria-label="Thể loại" />
              <input
                type="text"
                name="coefficient"
                value={coefficient}
                size={5}
                inputmode="decimal"
                aria-label={`Hệ số${name && ` của ${name}`}`}
              />
            </div>
          ))}
        </fieldset>
        <div class="actions">
          <Button>Lưu mức chi</Button>
        </div>
      </form>
    </>
  );
};

/** Who made the issue, with what each is usually paid: one button for all. */
const Unpaid = (props: { episodeId: number; ky: string; people: readonly Contributor[]; rates: FeeRates }) => (
  <form method="post" action={`/nhuan-but/so/${props.episodeId}`} class="unpaid">
    <p class="hint">Người thực hiện ghi ở trang của số này, chưa kê:</p>
    <input type="hidden" name="ky" value={props.ky} />
    {props.people.map(({ name, role, genre }) => {
      const known = props.rates.genres.find((one) => one.name === genre) ?? props.rates.genres[0];
      return (
        <div class="in-line">
          <span class="payee">
            {name}
            <small>{roleWord(role)}</small>
          </span>
          <input type="hidden" name="author" value={name} />
          <input type="hidden" name="role" value={role} />
          <label>
            <span>Thể loại</span>
            <input type="text" name="genre" value={genre || known?.name} maxlength={80} size={14} required />
          </label>
          <label>
            <span>Hệ số</span>
            <input
              type="text"
              name="coefficient"
              value={formatNumber(known?.coefficient ?? 1, 2)}
              size={5}
              inputmode="decimal"
              required
            />
          </label>
        </div>
      );
    })}
    <Button>{`Kê ${props.people.length} người này`}</Button>
  </form>
);

const rows = (rates: FeeRates, typed: FormValues | undefined): [string, string][] => {
  if (typed) return textsOf(typed, 'genre').map((name, i) => [name, textsOf(typed, 'coefficient')[i] ?? '']);
  const kept = rates.genres.map(({ name, coefficient }): [string, string] => [name, formatNumber(coefficient, 2)]);
  return [...kept, ...Array.from({ length: EMPTY_ROWS }, (): [string, string] => ['', ''])];
};
