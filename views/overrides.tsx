/** Cho phép vượt mức: what leaders allowed beyond the envelope, and the form in which one does. */
import { rangeWords } from '../src/core/calendar.ts';
import type { EnvelopeOverride, Hours, SessionLimits, Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatHours } from '../src/core/vietnamese.ts';
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
  Table,
  TextArea,
} from './parts.tsx';

export const OVERRIDES_PATH = '/lich-phat/vuot-muc';

/** `Mỗi buổi đến 60 phút`. */
export function overrideWords({ kind, most, hours }: Pick<EnvelopeOverride, 'kind' | 'most' | 'hours'>): string {
  switch (kind) {
    case 'hours':
      return `Phát thêm ${formatHours(hours)}`;
    case 'minutes':
      return `Mỗi buổi đến ${most} phút`;
    case 'sessions':
      return `Mỗi ngày đến ${most} buổi`;
    default:
      return kind satisfies never;
  }
}

type ListProps = {
  readonly rows: readonly { readonly row: EnvelopeOverride; readonly by: string }[];
  readonly limits: SessionLimits;
  readonly hours: Hours;
  readonly zones: readonly Zone[];
  readonly mayChange: boolean;
};

/** Two doors lead to more hours: this one is a leader's for one occasion, the other the day's own. */
const CalendarDoor = () => (
  <p class="hint">
    Cho phép vượt mức là lời của lãnh đạo cho một việc cụ thể, ngày vẫn là ngày ấy; đổi hẳn giờ của ngày lễ, tết, thi,
    tang thì đặt <a href="/lich-phat/ngay-dac-biet">ngày đặc biệt</a>.
  </p>
);

export const OverridesPage = ({ rows, limits, hours, zones, mayChange }: ListProps) => (
  <>
    <PageHead
      title="Cho phép vượt mức"
      lead={`Bình thường: phát ${formatHours(hours)}, tối đa ${limits.sessions} buổi một ngày, ${limits.minutes} phút một buổi`}
    >
      {mayChange && (
        <ButtonLink href={`${OVERRIDES_PATH}/them`} tone="main" icon="plus">
          Cho phép vượt mức
        </ButtonLink>
      )}
    </PageHead>
    <CalendarDoor />
    {rows.length === 0 ? (
      <EmptyState title="Không có cho phép nào đang hoặc sắp có hiệu lực">
        Khi có việc cần, lãnh đạo cho phép phát ngoài giờ, dài hơn hoặc nhiều buổi hơn trong những ngày nhất định, kèm
        lý do và số văn bản. Mọi lần cho phép đều được giữ lại.
      </EmptyState>
    ) : (
      <Table
        caption="Những lần cho phép đang và sắp có hiệu lực"
        stack
        head={
          <>
            <th scope="col">Ngày</th>
            <th scope="col">Được phép</th>
            <th scope="col">Lý do</th>
            <th scope="col">Người cho phép</th>
            {mayChange && (
              <th scope="col" class="row-actions">
                <span class="unseen">Thu hồi</span>
              </th>
            )}
          </>
        }
      >
        {rows.map(({ row, by }) => (
          <tr>
            <td class="figure" data-label="Ngày">
              {rangeWords(row)}
            </td>
            <td data-label="Được phép">
              {overrideWords(row)}
              {row.zoneId !== null && <small>{zones.find(({ id }) => id === row.zoneId)?.name ?? row.zoneId}</small>}
            </td>
            <td data-label="Lý do">
              {row.reason}
              <small>{row.document}</small>
            </td>
            <td data-label="Người cho phép">{by}</td>
            {mayChange && (
              <td class="row-actions">
                <a
                  href={`${OVERRIDES_PATH}/${row.id}/thu-hoi`}
                  aria-label={`Thu hồi: ${overrideWords(row)}, ${rangeWords(row)}`}
                >
                  Thu hồi…
                </a>
              </td>
            )}
          </tr>
        ))}
      </Table>
    )}
  </>
);

export const OverridePage = (props: { values: FormValues; errors: FieldErrors; zones: readonly Zone[] }) => {
  const { values, errors, zones } = props;
  return (
    <form method="post" action={OVERRIDES_PATH} class="form">
      <PageHead title="Cho phép vượt mức" lead="Tên người cho phép, lý do và số văn bản được lưu lại" />
      <ErrorSummary errors={errors} />
      <CalendarDoor />
      <Radios
        {...fieldOf('kind', values, errors)}
        label="Cho phép"
        options={[
          { value: 'minutes', label: 'Buổi phát dài hơn mức tối đa' },
          { value: 'sessions', label: 'Nhiều buổi phát hơn trong ngày' },
          { value: 'hours', label: 'Phát ngoài khung giờ được phép', hint: 'Cho toàn xã' },
        ]}
      />
      <Field
        {...fieldOf('most', values, errors)}
        label="Số phút một buổi, hoặc số buổi một ngày"
        hint="Bỏ trống nếu cho phát ngoài giờ"
        inputmode="numeric"
        size={6}
      />
      <Field
        {...fieldOf('hours', values, errors)}
        label="Khung giờ phát thêm"
        hint="Chỉ khi cho phát ngoài giờ, ví dụ 20:00–20:30; nhiều khung cách nhau bằng dấu phẩy"
        autocomplete="off"
      />
      <DateField {...fieldOf('from', values, errors)} label="Từ ngày" />
      <DateField {...fieldOf('until', values, errors)} label="Đến hết ngày" />
      {zones.length > 0 && (
        <Select
          {...fieldOf('zoneId', values, errors)}
          label="Vùng phát"
          options={[{ value: '', label: 'Toàn xã' }, ...optionsOf(zones)]}
        />
      )}
      <TextArea {...fieldOf('reason', values, errors)} label="Lý do" hint="Ví dụ: Diễn tập phòng chống thiên tai" />
      <Field
        {...fieldOf('document', values, errors)}
        label="Số, ký hiệu văn bản"
        hint="Ví dụ: Công văn số 112/UBND-VX"
        maxlength={120}
      />
      <FormEnd button="Cho phép" cancel={OVERRIDES_PATH}>
        Có hiệu lực ngay. Ngoài giờ: loa được phát trong khung giờ này vào các ngày đã ghi. Thu hồi được bất cứ lúc nào.
      </FormEnd>
    </form>
  );
};

export const ConfirmOverrideEnd = ({ row }: { row: EnvelopeOverride }) => (
  <ConfirmForm
    title="Thu hồi cho phép"
    action={`${OVERRIDES_PATH}/${row.id}/thu-hoi`}
    button="Thu hồi"
    cancel={OVERRIDES_PATH}
    consequence={`${overrideWords(row)}, ${rangeWords(row)}: không còn được phép từ lúc này. ${
      row.kind === 'hours' ? 'Nội dung đang phát ngoài giờ sẽ ngừng ngay. ' : ''
    }Những gì đã phát vẫn còn trong nhật ký.`}
  />
);
