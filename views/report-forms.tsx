/** The forms of a report: its words, its steps, an extraordinary one, and what is set for all; a component a form. */
import type { ReportSettings, Signer } from '../src/core/report-settings.ts';
import { type Report, windowOf } from '../src/core/report-state.ts';
import { REPORT_TEXTS } from '../src/core/report-texts.ts';
import { periodName } from '../src/core/report-words.ts';
import type { FieldErrors } from '../src/core/result.ts';
import {
  Checks,
  ConfirmForm,
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  Group,
  PageHead,
  Radios,
  TextArea,
  textOf,
  textsOf,
} from './parts.tsx';

const pathOf = ({ id }: Report): string => `/bao-cao/${id}`;
const nameOf = (report: Report): string => periodName(windowOf(report));

type Typed = { values: FormValues; errors: FieldErrors };

export const AnyReportPage = ({ values, errors }: Typed) => (
  <form method="post" action="/bao-cao/dot-xuat" class="form">
    <PageHead title="Báo cáo đột xuất" lead="Theo yêu cầu của cấp trên, cho một khoảng ngày bất kỳ" />
    <ErrorSummary errors={errors} />
    <DateField {...fieldOf('from', values, errors)} label="Số liệu từ ngày" />
    <DateField {...fieldOf('until', values, errors)} label="Đến hết ngày" />
    <DateField {...fieldOf('dueOn', values, errors)} label="Hạn gửi" />
    <FormEnd button="Lập báo cáo" cancel="/bao-cao">
      Một bản nháp được lập với số liệu của những ngày này; chưa có gì được gửi đi.
    </FormEnd>
  </form>
);

// the words -----------------------------------------------------------------------------------------------------------

type WritingProps = Typed & { report: Report; fillings: Readonly<Record<string, string>> };

export const WritingPage = ({ report, values, errors, fillings }: WritingProps) => (
  <form method="post" action={`${pathOf(report)}/noi-dung`} class="form writing">
    <PageHead
      title={`Nội dung báo cáo ${nameOf(report)}`}
      lead="Mỗi dòng là một đoạn. Số liệu đứng trong dấu {…} và tự theo bộ số liệu; danh sách ở cuối trang."
    />
    <ErrorSummary errors={errors} />
    {REPORT_TEXTS.map(({ name, label, hint }) => (
      <TextArea
        name={name}
        label={label}
        hint={hint || undefined}
        value={textOf(values, name)}
        error={errors[name]}
        rows={rowsFor(textOf(values, name))}
      />
    ))}
    <SignerRows values={values} error={errors.signers} />
    <DateField {...fieldOf('dueOn', values, errors)} label="Hạn gửi" />
    <FormEnd button="Lưu nội dung" cancel={pathOf(report)}>
      Mục nào để nguyên như gợi ý thì tiếp tục tự đổi theo số liệu và cấu hình.
    </FormEnd>
    <details class="more">
      <summary>{`Số liệu dùng được trong văn bản (${Object.keys(fillings).length})`}</summary>
      <dl class="fillings">
        {Object.entries(fillings).map(([name, value]) => (
          <div>
            <dt>
              <code>{`{${name}}`}</code>
            </dt>
            <dd>{value || '(chưa có)'}</dd>
          </div>
        ))}
      </dl>
    </details>
  </form>
);

/** Enough to see it whole, within reason. */
const rowsFor = (text: string): number =>
  Math.min(
    10,
    Math.max(
      2,
      text.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / 75), 0),
    ),
  );

const SignerRows = ({ values, error }: { values: FormValues; error: string | undefined }) => (
  <Group
    name="signers"
    label="Người ký"
    hint="Từ phải sang trái trên văn bản. “Thẩm quyền” chỉ ghi khi ký thay: TM. ỦY BAN NHÂN DÂN, KT. GIÁM ĐỐC. Xóa trống một dòng để bỏ."
    error={error}
  >
    {[...textsOf(values, 'position'), ''].slice(0, 4).map((position, row) => (
      <div class="signer-row">
        <SignerField name="authority" label="Thẩm quyền" value={textsOf(values, 'authority')[row]} row={row} />
        <SignerField name="position" label="Chức vụ" value={position} row={row} />
        <SignerField name="name" label="Họ và tên" value={textsOf(values, 'name')[row]} row={row} />
      </div>
    ))}
  </Group>
);

const SignerField = (props: { name: string; label: string; value: string | undefined; row: number }) => (
  <div>
    <label for={`${props.name}-${props.row}`}>
      <span class="unseen">{`Người ký ${props.row + 1}: `}</span>
      {props.label}
    </label>
    <input id={`${props.name}-${props.row}`} name={props.name} value={props.value ?? ''} autocomplete="off" />
  </div>
);

// its steps -----------------------------------------------------------------------------------------------------------

type FreezeProps = { report: Report; isOver: boolean; openDays: readonly string[] };

export const ConfirmFreeze = ({ report, isOver, openDays }: FreezeProps) => (
  <ConfirmForm
    title={`Chốt số liệu báo cáo ${nameOf(report)}`}
    consequence={
      isOver
        ? 'Toàn bộ số liệu và danh sách lượt phát được giữ nguyên như lúc này, kèm mã kiểm. Đính chính sau đó chỉ vào báo cáo khi mở lại, hoặc hiện ở kỳ sau là “điều chỉnh kỳ trước”.'
        : 'Kỳ báo cáo chưa kết thúc: số liệu chỉ tính đến lúc này, các lượt phát còn lại trong kỳ sẽ không có. Chúng được giữ nguyên như thế, kèm mã kiểm.'
    }
    action={`${pathOf(report)}/chot`}
    button="Chốt số liệu"
    cancel={pathOf(report)}
  >
    {openDays.length > 0 && (
      <p>
        <a
          href={`/nhat-ky/doi-chieu?tu=${report.from}&den=${report.until}`}
        >{`${openDays.length} ngày trong kỳ chưa khóa sổ`}</a>
        . Vẫn chốt được; những ngày ấy được ghi trong bộ số liệu và in ở phụ lục.
      </p>
    )}
  </ConfirmForm>
);

export const ConfirmSubmission = ({ report }: { report: Report }) => (
  <ConfirmForm
    title={`Trình ký báo cáo ${nameOf(report)}`}
    consequence="Văn bản được giữ nguyên như lúc này: số liệu, lời văn, người ký. Muốn sửa phải mở lại, và lần mở lại được ghi là một lần điều chỉnh."
    action={`${pathOf(report)}/trinh-ky`}
    button="Trình ký"
    cancel={pathOf(report)}
  />
);

export const SentPage = ({ report, values, errors }: Typed & { report: Report }) => (
  <form method="post" action={`${pathOf(report)}/da-gui`} class="form">
    <PageHead title={`Đã gửi báo cáo ${nameOf(report)}`} lead="Số và ngày do văn thư cấp" />
    <ErrorSummary errors={errors} />
    <Field
      {...fieldOf('letterNumber', values, errors)}
      label="Số, ký hiệu"
      hint="Ví dụ 15/BC-TTVHTTDLTT"
      autocomplete="off"
    />
    <DateField {...fieldOf('letterDate', values, errors)} label="Ngày văn bản" />
    <FormEnd button="Ghi nhận đã gửi" cancel={pathOf(report)}>
      Số và ngày được in vào văn bản đã trình ký; hết nhắc hạn.
    </FormEnd>
  </form>
);

export const ConfirmReopening = ({ report, values, errors }: Typed & { report: Report }) => (
  <ConfirmForm
    title={`Mở lại báo cáo ${nameOf(report)}`}
    consequence="Số liệu lại theo sổ nhật ký hiện tại cho đến khi chốt lần nữa. Bản đã chốt vẫn giữ và xem được; văn bản mới ghi rõ “Điều chỉnh lần …” cùng lý do dưới đây."
    action={`${pathOf(report)}/mo-lai`}
    button="Mở lại để điều chỉnh"
    cancel={pathOf(report)}
  >
    <ErrorSummary errors={errors} />
    <TextArea
      {...fieldOf('reason', values, errors)}
      label="Lý do điều chỉnh"
      hint="In trong báo cáo điều chỉnh, ví dụ: đính chính lượt phát ngày 30/8/2025"
    />
  </ConfirmForm>
);

export const ConfirmRemoval = ({ report }: { report: Report }) => (
  <ConfirmForm
    title={`Xóa bản nháp báo cáo ${nameOf(report)}`}
    consequence="Lời văn đã soạn mất hẳn. Sổ nhật ký không đổi, và kỳ này lập báo cáo lại được."
    action={`${pathOf(report)}/xoa`}
    button="Xóa bản nháp"
    cancel={pathOf(report)}
  />
);

// settings ------------------------------------------------------------------------------------------------------------

const SPANS = [
  { value: 'month', label: 'Tháng' },
  { value: 'quarter', label: 'Quý' },
  { value: 'half-year', label: '6 tháng' },
  { value: 'year', label: 'Năm' },
];
const CUT_OFFS = [
  { value: 'nd09', label: 'Từ ngày 15 đến ngày 14', hint: 'Theo Nghị định 09/2019/NĐ-CP: quý III từ 15/6 đến 14/9' },
  { value: 'calendar', label: 'Theo lịch', hint: 'Quý III từ 01/7 đến 30/9' },
  { value: 'custom', label: 'Tự chọn ngày cuối', hint: 'Mỗi tháng báo cáo kết thúc vào ngày ghi dưới đây' },
];

export const ReportSettingsPage = ({ settings, errors }: { settings: ReportSettings; errors: FieldErrors }) => {
  const { spans, cutOff, addressees, recipients, signers } = settings;
  const number = (n: number): string => (Number.isNaN(n) ? '' : String(n));
  const isCustom = typeof cutOff !== 'string';
  return (
    <form method="post" action="/bao-cao/cau-hinh" class="form">
      <PageHead title="Cấu hình báo cáo" />
      <ErrorSummary errors={errors} />
      <Checks name="spans" label="Kỳ phải báo cáo" options={SPANS} values={spans} error={errors.spans} />
      <Radios
        name="cutOff"
        label="Mốc chốt số liệu"
        options={CUT_OFFS}
        value={isCustom ? 'custom' : cutOff}
        error={errors.cutOff}
      />
      <Field
        name="lastDay"
        label="Ngày cuối của tháng báo cáo (khi tự chọn)"
        value={isCustom ? number(cutOff.lastDay) : ''}
        size={4}
        inputmode="numeric"
      />
      <Field
        name="dueDays"
        label="Hạn gửi, số ngày sau ngày cuối kỳ"
        value={number(settings.dueDays)}
        hint="Số âm nếu phải gửi trước khi kỳ kết thúc, ví dụ -5"
        size={4}
        error={errors.dueDays}
      />
      <Field
        name="remindDays"
        label="Nhắc trước hạn, số ngày"
        value={number(settings.remindDays)}
        size={4}
        inputmode="numeric"
        error={errors.remindDays}
      />
      <h2>Thể thức văn bản</h2>
      <Field
        name="parentAgency"
        label="Cơ quan chủ quản"
        value={settings.parentAgency}
        hint="Để trống nếu văn bản không ghi"
        error={errors.parentAgency}
      />
      <Field name="agency" label="Cơ quan ban hành" value={settings.agency} error={errors.agency} />
      <Field
        name="symbol"
        label="Ký hiệu sau số"
        value={settings.symbol}
        hint="In là Số: …/BC-TTVHTTDLTT"
        error={errors.symbol}
      />
      <Field name="place" label="Địa danh" value={settings.place} error={errors.place} />
      <TextArea
        name="addressees"
        label="Kính gửi"
        value={addressees.join('\n')}
        hint="Mỗi dòng một nơi"
        error={errors.addressees}
      />
      <TextArea
        name="recipients"
        label="Nơi nhận"
        value={recipients.join('\n')}
        hint="Mỗi dòng một nơi; dòng cuối là nơi lưu"
        rows={5}
        error={errors.recipients}
      />
      <SignerRows values={signerValues(signers)} error={errors.signers} />
      <FormEnd button="Lưu" cancel="/bao-cao">
        Dùng cho các báo cáo chưa trình ký; báo cáo đã lập giữ nguyên ngày của kỳ mình.
      </FormEnd>
    </form>
  );
};

const signerValues = (signers: readonly Signer[]): FormValues => ({
  authority: signers.map(({ authority }) => authority),
  position: signers.map(({ position }) => position),
  name: signers.map(({ name }) => name),
});
