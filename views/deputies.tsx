/** Ủy quyền duyệt and chế độ một người: who may approve in another's place, and when one person may do both. */
import { type DeputySignature, SIGNING_FORMS, type SoleMode, signatureWords } from '../src/core/approval.ts';
import type { User } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { type Substitution, substitutionState } from '../src/core/substitution.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDate } from '../src/core/vietnamese.ts';
import { untilWords } from './approval-parts.tsx';
import {
  ButtonLink,
  ConfirmForm,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  optionsOf,
  PageHead,
  Radios,
  Select,
  StatusBadge,
  Table,
  TextArea,
} from './parts.tsx';

export const DEPUTIES_PATH = '/duyet/uy-quyen';
export const SOLE_PATH = '/duyet/mot-nguoi';

const spanWords = ({ from, until }: { from: EpochMs; until: EpochMs }, zone: string): string =>
  `${formatDate(dayOf(from, zone))} – ${formatDate(dayOf((until - 1) as EpochMs, zone))}`;

type PageProps = {
  deputies: readonly { readonly substitution: Substitution; readonly signature: DeputySignature | undefined }[];
  soles: readonly SoleMode[];
  nameOf: (id: number | null) => string;
  now: EpochMs;
  zone: string;
  mayChange: boolean;
};

const State = ({ of, now }: { of: Parameters<typeof substitutionState>[0]; now: EpochMs }) =>
  substitutionState(of, now) === 'holds' ? (
    <StatusBadge tone="good">Đang có hiệu lực</StatusBadge>
  ) : (
    <StatusBadge tone="quiet" icon="clock">
      Chưa đến ngày
    </StatusBadge>
  );

export const DeputiesPage = (props: PageProps) => (
  <>
    <PageHead
      title="Ủy quyền duyệt"
      lead="Người được ủy quyền chỉ duyệt được trong những ngày đã ghi; sổ duyệt in đúng hình thức ký và số văn bản."
    >
      {props.mayChange && (
        <ButtonLink href={`${DEPUTIES_PATH}/them`} tone="main" icon="plus">
          Ủy quyền duyệt
        </ButtonLink>
      )}
    </PageHead>
    <Deputies {...props} />
    <h2>Chế độ một người</h2>
    <p class="hint">
      Người đã soạn, sửa, chọn hoặc tải âm thanh lên không tự duyệt được. Khi đài chỉ có một người, người quản trị cho
      phép trong những ngày nhất định; mỗi lượt duyệt như vậy được ghi và in kèm lý do.
    </p>
    <Soles {...props} />
    {props.mayChange && (
      <ButtonLink href={`${SOLE_PATH}/dat`} icon="person">
        Đặt chế độ một người…
      </ButtonLink>
    )}
  </>
);

const Deputies = ({ deputies, nameOf, now, zone, mayChange }: PageProps) =>
  deputies.length === 0 ? (
    <EmptyState title="Không ai đang được ủy quyền duyệt">
      Khi lãnh đạo duyệt đi vắng, ủy quyền cho một người duyệt thay từ ngày đến ngày, kèm số văn bản. Hết ngày cuối là
      tự hết quyền.
    </EmptyState>
  ) : (
    <Table
      stack
      caption="Người được ủy quyền duyệt"
      head={
        <>
          <th scope="col">Người duyệt thay</th>
          <th scope="col">Từ ngày – đến ngày</th>
          <th scope="col">Ký</th>
          <th scope="col">Văn bản</th>
          <th scope="col">Trạng thái</th>
          <th scope="col">
            <span class="unseen">Việc</span>
          </th>
        </>
      }
    >
      {deputies.map(({ substitution, signature }) => (
        <tr>
          <td>
            {nameOf(substitution.userId)}
            {substitution.forUserId !== null && <small>thay {nameOf(substitution.forUserId)}</small>}
          </td>
          <td class="figure" data-label="Ngày">
            {spanWords(substitution, zone)}
          </td>
          <td data-label="Ký">{signature ? signatureWords(signature) : 'TUQ.'}</td>
          <td data-label="Văn bản">{substitution.document || 'Chưa ghi'}</td>
          <td data-label="Trạng thái">
            <State of={substitution} now={now} />
          </td>
          <td class="row-actions">
            {mayChange && (
              <a href={`/nguoi-dung/thay/${substitution.id}/ket-thuc`}>
                Kết thúc<span class="unseen"> ủy quyền cho {nameOf(substitution.userId)}</span>…
              </a>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );

const Soles = ({ soles, nameOf, now, zone, mayChange }: PageProps) =>
  soles.length === 0 ? (
    <p>Không đặt: mỗi số phải có hai người, một người làm và một người duyệt.</p>
  ) : (
    <Table
      stack
      caption="Chế độ một người"
      head={
        <>
          <th scope="col">Từ ngày – đến ngày</th>
          <th scope="col">Lý do</th>
          <th scope="col">Người đặt</th>
          <th scope="col">Trạng thái</th>
          <th scope="col">
            <span class="unseen">Việc</span>
          </th>
        </>
      }
    >
      {soles.map((sole) => (
        <tr>
          <td class="figure" data-label="Ngày">
            {spanWords(sole, zone)}
          </td>
          <td data-label="Lý do">{sole.reason}</td>
          <td data-label="Người đặt">{nameOf(sole.madeBy)}</td>
          <td data-label="Trạng thái">
            <State of={sole} now={now} />
          </td>
          <td class="row-actions">
            {mayChange && (
              <a href={`${SOLE_PATH}/${sole.id}/ket-thuc`}>
                Kết thúc<span class="unseen"> chế độ một người</span>…
              </a>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );

const FORM_WORDS: Readonly<Record<(typeof SIGNING_FORMS)[number], string>> = {
  'KT.': 'KT. – ký thay, khi là cấp phó',
  'TUQ.': 'TUQ. – thừa ủy quyền, theo văn bản ủy quyền',
  'TL.': 'TL. – thừa lệnh',
};

export const DeputyPage = (props: { values: FormValues; errors: FieldErrors; people: readonly User[] }) => {
  const { values, errors, people } = props;
  const options = (none: string) => [{ value: '', label: none }, ...optionsOf(people)];
  return (
    <form method="post" action={`${DEPUTIES_PATH}/them`} class="form">
      <PageHead title="Ủy quyền duyệt" lead="Có quyền duyệt từ đầu ngày thứ nhất đến hết ngày cuối" />
      <ErrorSummary errors={errors} />
      <Select {...fieldOf('userId', values, errors)} label="Người được ủy quyền" options={options('Chọn một người')} />
      <Select {...fieldOf('forUserId', values, errors)} label="Thay cho" options={options('Không ghi tên')} />
      <DateField {...fieldOf('from', values, errors)} label="Từ ngày" />
      <DateField {...fieldOf('until', values, errors)} label="Đến hết ngày" />
      <Field
        {...fieldOf('document', values, errors)}
        label="Số, ký hiệu văn bản"
        hint="Ví dụ: Giấy ủy quyền số 05/GUQ-UBND ngày 01/9/2025"
        maxlength={120}
      />
      <Radios
        {...fieldOf('form', values, errors)}
        label="Hình thức ký"
        options={SIGNING_FORMS.map((value) => ({ value, label: FORM_WORDS[value] }))}
      />
      <Field
        {...fieldOf('inPlaceOf', values, errors)}
        label="Ký thay chức danh"
        hint="Ví dụ: Giám đốc, Chủ tịch"
        maxlength={80}
      />
      <Field
        {...fieldOf('position', values, errors)}
        label="Chức danh của người ký"
        hint="Ví dụ: Phó Giám đốc; có thể để trống"
        maxlength={80}
      />
      <FormEnd button="Ủy quyền" cancel={DEPUTIES_PATH}>
        Người này thấy và duyệt được các số đang chờ trong những ngày trên, trừ số họ có tham gia làm.
      </FormEnd>
    </form>
  );
};

export const SolePage = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => {
  return (
    <form method="post" action={`${SOLE_PATH}/dat`} class="form">
      <PageHead title="Đặt chế độ một người" lead="Tên người đặt, lý do và ngày được lưu lại" />
      <ErrorSummary errors={errors} />
      <DateField {...fieldOf('from', values, errors)} label="Từ ngày" />
      <DateField {...fieldOf('until', values, errors)} label="Đến hết ngày" />
      <TextArea
        {...fieldOf('reason', values, errors)}
        label="Lý do"
        hint="Ví dụ: Đài chỉ có một cán bộ, Giám đốc đi học"
      />
      <FormEnd button="Đặt chế độ một người" cancel={DEPUTIES_PATH}>
        Trong những ngày này, người có vai trò duyệt được duyệt cả số do chính mình làm. Mỗi lượt như vậy in trong sổ
        duyệt kèm lý do trên.
      </FormEnd>
    </form>
  );
};

export const ConfirmSoleEnd = ({ sole, zone }: { sole: SoleMode; zone: string }) => (
  <ConfirmForm
    title="Kết thúc chế độ một người"
    consequence={`Đang đặt ${untilWords(sole.until, zone)} (${sole.reason}). Kết thúc ngay: ai có tham gia làm một số thì không duyệt được số ấy nữa. Những lượt đã duyệt vẫn có hiệu lực.`}
    action={`${SOLE_PATH}/${sole.id}/ket-thuc`}
    button="Kết thúc"
    cancel={DEPUTIES_PATH}
  />
);
