/** Nhật ký hoạt động: its filter, and the lines, those of one request under one head. */
import { AUDIT_ACTION_LIST, AUDIT_ACTIONS, type AuditLine } from '../src/core/audit.ts';
import { actionWords, type Changed, changedColumns, nounWord, viaWords } from '../src/core/audit-words.ts';
import type { User } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { epochMs, inZone } from '../src/core/time.ts';
import { formatDate, formatDateTime, formatTime } from '../src/core/vietnamese.ts';
import {
  Button,
  ButtonLink,
  DateField,
  EmptyState,
  ErrorSummary,
  type FormValues,
  fieldOf,
  optionsOf,
  PageHead,
  Pager,
  Select,
  StatusBadge,
  Table,
} from './parts.tsx';

type AuditPageProps = {
  values: FormValues;
  people: readonly User[];
  /** The tables there are lines about. */
  nouns: readonly string[];
  errors?: FieldErrors;
  /** Absent when the filter cannot be read. */
  lines?: readonly AuditLine[];
  /** The filter as the address has it. */
  query?: string;
  older?: string | undefined;
  newer?: string | undefined;
  zone: string;
};

const PATH = '/cau-hinh/nhat-ky-hoat-dong';

export const AuditPage = ({ lines, query, older, newer, zone, ...form }: AuditPageProps) => (
  <>
    <PageHead
      title="Nhật ký hoạt động"
      lead="Ai đã làm gì, lúc nào, từ đâu, và trước đó là gì. Không ai sửa hay xóa được."
    >
      {lines && lines.length > 0 && (
        <>
          <ButtonLink href={`${PATH}/xuat.csv?${query}`} icon="download">
            Xuất CSV
          </ButtonLink>
          <ButtonLink href={`${PATH}/xuat.jsonl?${query}`} icon="download">
            Xuất JSON
          </ButtonLink>
        </>
      )}
    </PageHead>
    <ErrorSummary errors={form.errors} title="Chưa lọc được, cần sửa:" />
    <Filter {...form} />
    {lines && (lines.length > 0 ? <Lines lines={lines} zone={zone} /> : <Nothing />)}
    {(older || newer) && <Pager newer={newer} older={older} />}
  </>
);

const Filter = ({
  values,
  people,
  nouns,
  errors = {},
}: Pick<AuditPageProps, 'values' | 'people' | 'nouns' | 'errors'>) => (
  <form method="get" action={PATH} class="filter" aria-label="Lọc nhật ký hoạt động">
    <DateField {...fieldOf('tu', values, errors)} label="Từ ngày" hint={undefined} />
    <DateField {...fieldOf('den', values, errors)} label="Đến hết ngày" hint={undefined} />
    <Select
      {...fieldOf('nguoi', values, errors)}
      label="Người"
      options={[{ value: '', label: 'Tất cả' }, ...optionsOf(people), { value: 'la', label: 'Chưa đăng nhập' }]}
    />
    <Select
      {...fieldOf('doi-tuong', values, errors)}
      label="Đối tượng"
      options={[
        { value: '', label: 'Tất cả' },
        ...nouns
          .map((value) => ({ value, label: nounWord(value) }))
          .sort((a, b) => a.label.localeCompare(b.label, 'vi')),
      ]}
    />
    <Select
      {...fieldOf('hanh-dong', values, errors)}
      label="Hành động"
      options={[
        { value: '', label: 'Tất cả' },
        ...AUDIT_ACTION_LIST.map((value) => ({ value, label: AUDIT_ACTIONS[value] })),
      ]}
    />
    <Button icon="search">Lọc</Button>
  </form>
);

const Nothing = () => (
  <EmptyState title="Không có dòng nào như vậy" action={<ButtonLink href={PATH}>Xem tất cả</ButtonLink>}>
    Mỗi lần đăng nhập và mỗi thay đổi, trên trang hay qua API, tự ghi vào đây kèm giá trị trước và sau. Nới rộng khoảng
    ngày hoặc bỏ bớt điều kiện lọc.
  </EmptyState>
);

const Lines = ({ lines, zone }: { lines: readonly AuditLine[]; zone: string }) => (
  <Table
    caption="Nhật ký hoạt động, mới nhất ở trên"
    stack
    head={
      <>
        <th scope="col">Lúc</th>
        <th scope="col">Ai, từ đâu</th>
        <th scope="col">Việc, trước → sau</th>
      </>
    }
  >
    {byAct(lines).map((all) => (
      <ActRow lines={all} zone={zone} />
    ))}
  </Table>
);

/** Lines next to one another that are of one request. */
function byAct(lines: readonly AuditLine[]): AuditLine[][] {
  const all: AuditLine[][] = [];
  for (const line of lines) {
    const last = all.at(-1);
    if (last?.[0]?.act === line.act) last.push(line);
    else all.push([line]);
  }
  return all;
}

const BAD: readonly string[] = ['refused', 'failed', 'sign-in-refused', 'locked-out', 'token-refused'];

const ActRow = ({ lines, zone }: { lines: readonly AuditLine[]; zone: string }) => {
  const first = lines[0]!;
  const answer = lines.find(({ noun }) => noun === null);
  const rows = lines.filter(({ noun }) => noun !== null).reverse();
  const moment = (at: number) => formatDateTime(epochMs(at), zone, { seconds: true });
  return (
    <tr>
      <td class="figure">
        {formatDate(inZone(first.at, zone).toPlainDate())}
        <small>{formatTime(first.at, zone, { seconds: true })}</small>
      </td>
      <td>
        {first.userName || 'Chưa đăng nhập'}
        <small>
          {first.address} · {viaWords(first)}
        </small>
      </td>
      <td class="what">
        {answer && BAD.includes(answer.action) ? (
          <StatusBadge tone="warn">{actionWords(answer)}</StatusBadge>
        ) : (
          answer && rows.length === 0 && actionWords(answer)
        )}
        {answer?.words && <small>{answer.words}</small>}
        {rows.map((line) => (
          <RowChange line={line} moment={moment} />
        ))}
        <small>
          <code>
            {first.route.split(' ')[0]} {first.path}
          </code>
        </small>
      </td>
    </tr>
  );
};

const RowChange = ({ line, moment }: { line: AuditLine; moment: (at: number) => string }) => {
  const columns = changedColumns(line, moment);
  return line.action === 'change' ? (
    <div class="row-change">
      <strong>{actionWords(line)}</strong>
      <Columns columns={columns} />
    </div>
  ) : (
    <details class="row-change">
      <summary>{actionWords(line)}</summary>
      <Columns columns={columns} />
    </details>
  );
};

const Columns = ({ columns }: { columns: readonly Changed[] }) => (
  <ul class="field-changes">
    {columns.map(({ name, before, after }) => (
      <li>
        {name}: {before !== undefined && <del>{before}</del>}
        {before !== undefined && after !== undefined && ' → '}
        {after !== undefined && <ins>{after}</ins>}
      </li>
    ))}
  </ul>
);
