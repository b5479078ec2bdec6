/** Chèn vào lịch phát: one more line of a day, behind another or at a moment of its own. */
import type { Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import {
  Checks,
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  type Option,
  optionsOf,
  PageHead,
  Select,
  TimeField,
  textOf,
  textsOf,
} from './parts.tsx';

type SoundProps = {
  readonly values: FormValues;
  readonly errors: FieldErrors;
  readonly episodes: readonly Option[];
  readonly recordings: readonly Option[];
};

/** An approved issue, or a recording that somebody stands for. */
export const SoundChoice = ({ values, errors, episodes, recordings }: SoundProps) => (
  <>
    <Select
      {...fieldOf('episodeId', values, errors)}
      label="Số sẽ phát"
      hint={episodes.length > 0 ? 'Chỉ gồm các số đã duyệt' : 'Chưa có số nào được duyệt'}
      options={[{ value: '', label: '— Không phát số nào —' }, ...episodes]}
    />
    <Select
      {...fieldOf('recordingId', values, errors)}
      label="Hoặc một tệp trong kho"
      hint="Nhạc, lời chào, thông báo ghi sẵn; ai chọn thì người ấy chịu trách nhiệm về nội dung"
      options={[{ value: '', label: '— Không chọn tệp —' }, ...recordings]}
    />
  </>
);

type InsertProps = SoundProps & {
  readonly back: string;
  readonly behind: { readonly title: string; readonly session: string | undefined; readonly when: string } | undefined;
  readonly zones: readonly Zone[];
};

export const InsertPage = ({ back, behind, zones, ...props }: InsertProps) => {
  const { values, errors } = props;
  const isInSession = behind?.session !== undefined;
  return (
    <form method="post" action="/lich-phat/chen" class="form">
      <PageHead
        title="Chèn vào lịch phát"
        lead={
          behind &&
          (isInSession
            ? `Ngay sau mục “${behind.title}” của “${behind.session}”, buổi ${behind.when}`
            : `Ngay sau “${behind.title}”, ${behind.when}`)
        }
      />
      <ErrorSummary errors={errors} title="Chưa chèn được, cần sửa:" />
      <input type="hidden" name="after" value={textOf(values, 'after')} />
      <SoundChoice {...props} />
      <Field
        {...fieldOf('title', values, errors)}
        label="Tên trong lịch phát"
        hint="Để trống: lấy tên của số hoặc của tệp"
        maxlength={120}
      />
      {!behind && (
        <>
          <DateField {...fieldOf('day', values, errors)} label="Ngày phát" />
          <TimeField {...fieldOf('time', values, errors)} label="Giờ phát" />
        </>
      )}
      {!isInSession && zones.length > 1 && (
        <Select {...fieldOf('zoneId', values, errors)} label="Phát ở đâu" options={optionsOf(zones)} />
      )}
      {!isInSession && (
        <Checks
          name="pushes"
          label="Nếu trùng giờ"
          options={[{ value: 'co', label: 'Lùi các lượt sau vừa đủ chỗ', hint: 'Lượt tiếp sóng không lùi' }]}
          values={textsOf(values, 'pushes')}
          error={behind ? errors.time : undefined}
        />
      )}
      <Field
        {...fieldOf('reason', values, errors)}
        label="Lý do"
        hint="Không bắt buộc; người xem lịch đọc được"
        maxlength={300}
      />
      <FormEnd button="Chèn vào lịch" cancel={back}>
        {isInSession
          ? 'Chỉ buổi này có thêm mục ấy; các mục sau lùi lại theo độ dài thật.'
          : 'Chỉ một lượt, trong ngày đó. Hoàn tác được trước giờ phát.'}
      </FormEnd>
    </form>
  );
};
