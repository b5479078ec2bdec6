/** The form of a programme. */
import type { IssueWord, Programme } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import {
  Checks,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  type Option,
  optionsOf,
  PageHead,
  Radios,
  Select,
  textOf,
} from './parts.tsx';

export type Unit = { readonly id: string; readonly name: string; readonly short: string };

const ISSUE_WORDS: readonly { value: IssueWord; label: string; hint: string }[] = [
  { value: 'số', label: 'Số', hint: 'Đánh số trong năm: Số 02/2025' },
  { value: 'kỳ', label: 'Kỳ', hint: 'Đánh số trong năm: Kỳ 02/2025' },
  { value: 'chuyên mục', label: 'Chuyên mục tháng', hint: 'Mỗi tháng một: Chuyên mục tháng 9/2025' },
];

export const ProgrammeFormPage = (props: {
  /** `undefined` for a new one. */
  programme: Programme | undefined;
  values: FormValues;
  errors: FieldErrors;
  units: readonly Unit[];
  recordings: readonly Option[];
}) => {
  const { programme, values, errors } = props;
  const address = programme ? `/chuyen-muc/${programme.id}` : '/chuyen-muc';
  return (
    <form method="post" action={address} class="form">
      <PageHead title={programme ? 'Sửa chuyên mục' : 'Thêm chuyên mục'} />
      <ErrorSummary errors={errors} />
      <Field
        {...fieldOf('name', values, errors)}
        label="Tên chuyên mục"
        autocomplete="off"
        hint="Như đọc trên sóng, ví dụ Chuyên mục “Chuyển đổi số”"
      />
      <Field {...fieldOf('abbr', values, errors)} label="Tên viết tắt" autocomplete="off" size={12} hint="Ví dụ CĐS" />
      <Radios {...fieldOf('issueWord', values, errors)} label="Cách gọi mỗi số" options={ISSUE_WORDS} />
      <Field
        {...fieldOf('area', values, errors)}
        label="Lĩnh vực (không bắt buộc)"
        autocomplete="off"
        size={12}
        hint="Ví dụ CĐS, CCHC; nhóm chủ đề cùng lĩnh vực mở sẵn khi soạn số"
      />
      {props.units.length > 0 && (
        <Select
          {...fieldOf('leadUnit', values, errors)}
          label="Đơn vị chủ trì"
          options={[{ value: '', label: 'Không ghi' }, ...optionsOf(props.units)]}
        />
      )}
      <Select
        {...fieldOf('evergreenRecordingId', values, errors)}
        label="Tệp dự phòng của chuyên mục"
        options={[{ value: '', label: '— Không có —' }, ...props.recordings]}
        hint="Bài không cũ đi theo thời gian, phát thay khi một số không phát được. Tệp này phát mà không cần duyệt lại"
      />
      <Checks
        name="music"
        label="Nội dung"
        options={[
          {
            value: 'co',
            label: 'Chủ yếu là âm nhạc',
            hint: 'Đoạn nhạc rất nhỏ kéo dài không bị coi là mất tiếng',
          },
        ]}
        values={textOf(values, 'music') === '' ? [] : ['co']}
        error={errors.music}
      />
      <Field
        name="wordsPerMinute"
        label="Tốc độ đọc (chữ một phút)"
        value={textOf(values, 'wordsPerMinute') || '160'}
        inputmode="numeric"
        autocomplete="off"
        size={5}
        hint="Để ước tính thời gian đọc của kịch bản; đọc chậm, rõ cho loa ngoài trời thường 140–180"
        error={errors.wordsPerMinute}
      />
      <FormEnd button={programme ? 'Lưu' : 'Thêm chuyên mục'} cancel={address}>
        {programme
          ? 'Tên mới hiện ngay trong lịch phát. Nhật ký phát thanh giữ tên lúc phát.'
          : 'Sau đó thêm từng số, và xếp giờ phát ở Lịch phát.'}
      </FormEnd>
    </form>
  );
};
