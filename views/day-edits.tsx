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
  type Option,
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
      name="episodeId"
      label="Số sẽ phát"
      hint={episodes.length > 0 ? 'Chỉ gồm các số đã duyệt' : 'Chưa có số nào được duyệt'}
      options={[{ value: '', label: '— Không phát số nào —' }, ...episodes]}
      value={textOf(values, 'episodeId')}
      error={errors.episodeId}
    />
    <Select
      name="recordingId"
      label="Hoặc một tệp trong kho"
      hint="Nhạc, lời chào, thông báo ghi sẵn; ai chọn thì người ấy chịu trách nhiệm về nội dung"
      options={[{ value: '', label: '— Không chọn tệp —' }, ...recordings]}
      value={textOf(values, 'recordingId')}
      error={errors.recordingId}
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
        name="title"
        label="Tên trong lịch phát"
        hint="Để trống: lấy tên của số hoặc của tệp"
        value={textOf(values, 'title')}
        maxlength={120}
        error={errors.title}
      />
      {!behind && (
        <>
          <DateField name="day" label="Ngày phát" value={textOf(values, 'day')} error={errors.day} />
          <TimeField name="time" label="Giờ phát" value={textOf(values, 'time')} error={errors.time} />
        </>
      )}
      {!isInSession && zones.length > 1 && (
        <Select
          name="zoneId"
          label="Phát ở đâu"
          options={zones.map(({ id, name }) => ({ value: id, label: name }))}
          value={textOf(values, 'zoneId')}
          error={errors.zoneId}
        />
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
        name="reason"
        label="Lý do"
        value={textOf(values, 'reason')}
        hint="Không bắt buộc; người xem lịch đọc được"
        maxlength={300}
        error={errors.reason}
      />
      <FormEnd button="Chèn vào lịch" cancel={back}>
        {isInSession
          ? 'Chỉ buổi này có thêm mục ấy; các mục sau lùi lại theo độ dài thật.'
          : 'Chỉ một lượt, trong ngày đó. Hoàn tác được trước giờ phát.'}
      </FormEnd>
    </form>
  );
};
