/** Kế hoạch: every plan with its state, the way into another year, and files in and out. */
import type { Temporal } from 'temporal-polyfill';
import type { Obligation, Plan, Slot } from '../src/core/model.ts';
import type { PlanProblem } from '../src/core/plan-file.ts';
import { describeRule } from '../src/core/recurrence-words.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf } from '../src/core/time.ts';
import { formatDate, formatDuration } from '../src/core/vietnamese.ts';
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
  PageHead,
  StatusBadge,
  Table,
  TextArea,
} from './parts.tsx';

export const PLANS_PATH = '/ke-hoach';
export const DRAFTS_PATH = `${PLANS_PATH}/ban-nhap`;
type May = (route: string) => boolean;

export type PlanStateName = 'draft' | 'coming' | 'in-force' | 'ended';

export const PlanState = ({ state, year }: { state: PlanStateName; year: number }) => {
  switch (state) {
    case 'draft':
      return <StatusBadge tone="busy">Bản nháp</StatusBadge>;
    case 'coming':
      return <StatusBadge tone="good">Có hiệu lực từ năm {year}</StatusBadge>;
    case 'in-force':
      return <StatusBadge tone="good">Đang có hiệu lực</StatusBadge>;
    case 'ended':
      return <StatusBadge tone="quiet">Đã hết hạn</StatusBadge>;
    default:
      return state satisfies never;
  }
};

export type PlanLine = {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly year: number;
  readonly state: PlanStateName;
  readonly obligations: number;
  readonly slots: number;
};

export const PlansPage = ({ lines, may }: { lines: readonly PlanLine[]; may: May }) => (
  <>
    <PageHead
      title="Kế hoạch"
      lead="Mỗi kế hoạch có chỉ tiêu và khung giờ riêng; nhiều kế hoạch có thể cùng có hiệu lực."
    >
      <ButtonLink href="/tien-do">Tiến độ</ButtonLink>
      {may(`GET ${PLANS_PATH}/nap`) && (
        <ButtonLink href={`${PLANS_PATH}/nap`} tone="main" icon="upload">
          Nạp tệp kế hoạch
        </ButtonLink>
      )}
    </PageHead>
    {lines.length === 0 ? (
      <EmptyState title="Chưa có kế hoạch nào">
        Kế hoạch là tệp YAML ghi chuyên mục, chỉ tiêu và khung giờ phát. Nạp tệp, xem những gì sẽ thay đổi, rồi mới áp
        dụng.
      </EmptyState>
    ) : (
      <Table
        caption="Các kế hoạch"
        stack
        head={
          <>
            <th scope="col">Kế hoạch</th>
            <th scope="col" class="number">
              Năm
            </th>
            <th scope="col">Tình trạng</th>
            <th scope="col" class="number">
              Chỉ tiêu
            </th>
            <th scope="col" class="number">
              Khung giờ
            </th>
          </>
        }
      >
        {lines.map((line) => (
          <tr>
            <td>
              {line.state !== 'draft' ? (
                <a href={`${PLANS_PATH}/${line.id}`}>Số {line.number}</a>
              ) : may(`GET ${DRAFTS_PATH}/:id`) ? (
                <a href={`${DRAFTS_PATH}/${line.id}`}>Số {line.number}</a>
              ) : (
                `Số ${line.number}`
              )}
              <small>{line.title}</small>
            </td>
            <td class="number" data-label="Năm">
              {line.year}
            </td>
            <td>
              <PlanState state={line.state} year={line.year} />
            </td>
            <td class="number" data-label="Chỉ tiêu">
              {line.obligations}
            </td>
            <td class="number" data-label="Khung giờ">
              {line.slots}
            </td>
          </tr>
        ))}
      </Table>
    )}
  </>
);

export const PlanPage = (props: {
  plan: Plan;
  state: PlanStateName;
  obligations: readonly { readonly owed: Obligation; readonly programme: string }[];
  slots: readonly Slot[];
  fileName: string | undefined;
  zone: string;
  may: May;
}) => {
  const { plan, obligations, slots, fileName, zone, may } = props;
  const path = `${PLANS_PATH}/${plan.id}`;
  return (
    <>
      <PageHead
        title={`Kế hoạch số ${plan.number}`}
        lead={`${plan.title}. ${plan.issuer}, ngày ${formatDate(plan.issuedOn)}.`}
      >
        {may(`GET ${PLANS_PATH}/:id/tep.yaml`) && (
          <ButtonLink href={`${path}/tep.yaml`} icon="download">
            Tải xuống tệp YAML
          </ButtonLink>
        )}
        {may(`GET ${PLANS_PATH}/:id/ghi-tep`) && (
          <ButtonLink href={`${path}/ghi-tep`}>Ghi vào thư mục kế hoạch…</ButtonLink>
        )}
        {may(`GET ${PLANS_PATH}/:id/nam-sau`) && (
          <ButtonLink href={`${path}/nam-sau`} tone="main">
            Lập kế hoạch năm {plan.year + 1}
          </ButtonLink>
        )}
      </PageHead>
      <p class="plan-state">
        <PlanState state={props.state} year={plan.year} />{' '}
        <span>Nạp ngày {formatDate(dayOf(plan.importedAt, zone))}.</span>{' '}
        <a href={`/tien-do?nam=${plan.year}`}>Tiến độ năm {plan.year}</a>
      </p>
      <section aria-labelledby="chi-tieu">
        <h2 id="chi-tieu">Chỉ tiêu</h2>
        <Table
          caption="Chỉ tiêu của kế hoạch"
          stack
          head={
            <>
              <th scope="col">Mục</th>
              <th scope="col">Chuyên mục</th>
              <th scope="col">Tần suất</th>
              <th scope="col">Thời hạn</th>
            </>
          }
        >
          {obligations.map(({ owed, programme }) => (
            <tr>
              <td>
                <span class="code">{owed.code}</span>
              </td>
              <td>
                <a href={`/chuyen-muc/${owed.programmeId}`}>{programme}</a>
              </td>
              <td data-label="Tần suất">{owed.frequencyText || 'Kế hoạch không nêu tần suất'}</td>
              <td class="figure" data-label="Thời hạn">
                {[owed.validFrom, owed.validUntil].map((day) => (day ? formatDate(day) : '…')).join('–')}
              </td>
            </tr>
          ))}
        </Table>
      </section>
      <section aria-labelledby="khung-gio">
        <h2 id="khung-gio">Khung giờ</h2>
        {slots.length === 0 ? (
          <p>Kế hoạch này không còn khung giờ nào đang dùng.</p>
        ) : (
          <Table
            caption="Khung giờ của kế hoạch"
            stack
            head={
              <>
                <th scope="col">Khung giờ</th>
                <th scope="col">Lịch</th>
                <th scope="col">Thời lượng</th>
              </>
            }
          >
            {slots.map((slot) => (
              <tr>
                <td>{may('GET /khung-gio/:id') ? <a href={`/khung-gio/${slot.id}`}>{slot.title}</a> : slot.title}</td>
                <td data-label="Lịch">{describeRule(slot)}</td>
                <td class="figure" data-label="Thời lượng">
                  {formatDuration(slot.durationMs)}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </section>
      <p class="hint">
        Tệp tải xuống ghi đúng những gì đang có trên đài, kể cả những gì đã sửa trên các trang: khung giờ, chuyên mục,
        tệp âm thanh; ghi chú và thứ tự của tệp giữ nguyên. Thay đổi của từng ngày (hủy, dời, đổi số) là việc của lịch
        phát, không nằm trong kế hoạch.{' '}
        {fileName === undefined ? 'Thư mục kế hoạch chưa có tệp này.' : `Tệp trong thư mục kế hoạch: ${fileName}.`}
      </p>
    </>
  );
};

// a file in -----------------------------------------------------------------------------------------------------------

export const PlanUploadPage = (props: { text: string; problems: readonly PlanProblem[]; errors: FieldErrors }) => (
  <form method="post" action={`${PLANS_PATH}/nap`} class="form wide" enctype="multipart/form-data">
    <PageHead
      title="Nạp tệp kế hoạch"
      lead="Chưa có gì thay đổi khi nạp: trang sau cho xem khác biệt, rồi mới áp dụng."
    />
    <ErrorSummary errors={props.errors} title="Chưa đọc được:" />
    {props.problems.length > 0 && <Problems problems={props.problems} />}
    <div class="field">
      <label for="f-file">Tệp YAML</label>
      <input id="f-file" type="file" name="file" accept=".yaml,.yml" />
    </div>
    <TextArea
      name="text"
      label="Hoặc dán nội dung tệp"
      rows={props.text === '' ? 6 : 20}
      value={props.text}
      error={props.errors.text}
    />
    <FormEnd button="Xem khác biệt" cancel={PLANS_PATH}>
      Tệp trở thành bản nháp của kế hoạch ghi trong đó, thay cho bản nháp đang có.
    </FormEnd>
  </form>
);

const MOST_PROBLEMS = 50;

const Problems = ({ problems }: { problems: readonly PlanProblem[] }) => (
  <div class="error-summary" role="alert" tabindex={-1} autofocus>
    <h2>{problems.length} lỗi trong tệp; chưa nạp gì</h2>
    <ul>
      {problems.slice(0, MOST_PROBLEMS).map(({ line, column, message }) => (
        <li>
          <span class="figure">
            Dòng {line}, cột {column}
          </span>
          : {message}
        </li>
      ))}
    </ul>
    {problems.length > MOST_PROBLEMS && <p>… và {problems.length - MOST_PROBLEMS} lỗi nữa.</p>}
  </div>
);

// another year --------------------------------------------------------------------------------------------------------

export const NextYearPage = (props: { plan: Plan; values: FormValues; errors: FieldErrors }) => {
  const { plan, values, errors } = props;
  return (
    <form method="post" action={`${PLANS_PATH}/${plan.id}/nam-sau`} class="form">
      <PageHead
        title="Lập kế hoạch năm mới"
        lead={`Từ kế hoạch số ${plan.number} năm ${plan.year}: cùng chuyên mục, chủ đề và chỉ tiêu; số phát đánh lại từ 01.`}
      />
      <ErrorSummary errors={errors} />
      <Field {...fieldOf('year', values, errors)} label="Năm" inputmode="numeric" size={6} />
      <Field
        {...fieldOf('number', values, errors)}
        label="Số, ký hiệu"
        hint="Chưa ký thì để như bản nháp, sửa sau trong tệp"
      />
      <TextArea {...fieldOf('title', values, errors)} label="Trích yếu" />
      <DateField {...fieldOf('issuedOn', values, errors)} label="Ngày ban hành" />
      <DateField
        {...fieldOf('from', values, errors)}
        label="Khung giờ mới bắt đầu từ ngày"
        hint="Khung giờ cũ hết vào ngày hôm trước; nhịp hai tuần và thứ trong tuần nối tiếp, không lệch"
      />
      <FormEnd button="Lập bản nháp" cancel={`${PLANS_PATH}/${plan.id}`}>
        Chỉ lập bản nháp để xem lại; lịch phát chưa đổi cho đến khi áp dụng.
      </FormEnd>
    </form>
  );
};

// a file out ----------------------------------------------------------------------------------------------------------

export const WriteBackPage = (props: {
  plan: Plan;
  name: string;
  gone: readonly string[];
  added: readonly string[];
  isNew: boolean;
}) => {
  const { plan, name, gone, added, isNew } = props;
  const action = `${PLANS_PATH}/${plan.id}/ghi-tep`;
  const isSame = !isNew && gone.length + added.length === 0;
  return (
    <ConfirmForm
      title={`Ghi kế hoạch số ${plan.number} ra tệp`}
      consequence={
        isNew
          ? `Tạo tệp mới ${name} trong thư mục kế hoạch trên máy này.`
          : isSame
            ? `Tệp ${name} đã đúng như trên đài; ghi lại không thay đổi gì.`
            : `Tệp ${name} trong thư mục kế hoạch được thay bằng nội dung đang có trên đài: ${gone.length} dòng bỏ, ${added.length} dòng thêm.`
      }
      action={action}
      button="Ghi tệp"
      cancel={`${PLANS_PATH}/${plan.id}`}
    >
      {!isNew && !isSame && <ChangedLines gone={gone} added={added} />}
    </ConfirmForm>
  );
};

const MOST_LINES = 60;

const ChangedLines = ({ gone, added }: { gone: readonly string[]; added: readonly string[] }) => (
  <ul class="changed-lines">
    {gone.slice(0, MOST_LINES).map((line) => (
      <li class="gone">
        <span class="unseen">Bỏ: </span>
        <code>− {line.trim()}</code>
      </li>
    ))}
    {added.slice(0, MOST_LINES).map((line) => (
      <li class="come">
        <span class="unseen">Thêm: </span>
        <code>+ {line.trim()}</code>
      </li>
    ))}
  </ul>
);

export const ConfirmDraftRemoval = ({
  id,
  number,
  year,
}: {
  id: string;
  number: string;
  year: Temporal.PlainDate['year'];
}) => (
  <ConfirmForm
    title={`Bỏ bản nháp kế hoạch số ${number}`}
    consequence={`Bản nháp kế hoạch năm ${year} bị xóa. Lịch phát và các kế hoạch đang có hiệu lực không đổi.`}
    action={`${DRAFTS_PATH}/${id}/bo`}
    button="Bỏ bản nháp"
    cancel={`${DRAFTS_PATH}/${id}`}
  />
);
