/** The form of a programme. */
import type { IssueWord, Programme } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import {
  Checks,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  type Option,
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
        name="name"
        label="Tên chuyên mục"
        value={textOf(values, 'name')}
        autocomplete="off"
        hint="Như đọc trên sóng, ví dụ Chuyên mục “Chuyển đổi số”"
        error={errors.name}
      />
      <Field
        name="abbr"
        label="Tên viết tắt"
        value={textOf(values, 'abbr')}
        autocomplete="off"
        size={12}
        hint="Ví dụ CĐS"
        error={errors.abbr}
      />
      <Radios
        name="issueWord"
        label="Cách gọi mỗi số"
        options={ISSUE_WORDS}
        value={textOf(values, 'issueWord')}
        error={errors.issueWord}
      />
      <Field
        name="area"
        label="Lĩnh vực (không bắt buộc)"
        value={textOf(values, 'area')}
        autocomplete="off"
        size={12}
        hint="Ví dụ CĐS, CCHC; nhóm chủ đề cùng lĩnh vực mở sẵn khi soạn số"
        error={errors.area}
      />
      {props.units.length > 0 && (
        <Select
          name="leadUnit"
          label="Đơn vị chủ trì"
          value={textOf(values, 'leadUnit')}
          options={[
            { value: '', label: 'Không ghi' },
            ...props.units.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          error={errors.leadUnit}
        />
      )}
      <Select
        name="evergreenRecordingId"
        label="Tệp dự phòng của chuyên mục"
        value={textOf(values, 'evergreenRecordingId')}
        options={[{ value: '', label: '— Không có —' }, ...props.recordings]}
        hint="Bài không cũ đi theo thời gian, phát thay khi một số không phát được. Tệp này phát mà không cần duyệt lại"
        error={errors.evergreenRecordingId}
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
      <FormEnd button={programme ? 'Lưu' : 'Thêm chuyên mục'} cancel={address}>
        {programme
          ? 'Tên mới hiện ngay trong lịch phát. Nhật ký phát thanh giữ tên lúc phát.'
          : 'Sau đó thêm từng số, và xếp giờ phát ở Lịch phát.'}
      </FormEnd>
    </form>
  );
};
