/** How the entries of a slot begin, end and give way, and what sounds when they cannot: the part of the slot form most never open. */
import type { EndMode, LatePolicy, StartMode } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { Field, type FormValues, type Option, Radios, Select, textOf } from './parts.tsx';

type Labels<T extends string> = readonly { readonly value: T; readonly label: string; readonly hint: string }[];

const START_MODES: Labels<StartMode> = [
  { value: 'hard', label: 'Đúng giờ', hint: 'Phát đúng từng giây; chương trình đang phát bị ngắt' },
  { value: 'soft', label: 'Chờ chương trình trước', hint: 'Không ngắt ai; phát khi chương trình đang phát đã hết' },
  {
    value: 'not-before',
    label: 'Không sớm hơn',
    hint: 'Phát từ đầu vào lúc rảnh đầu tiên trong khung giờ; hết khung giờ thì thôi',
  },
];
const LATE_POLICIES: Labels<LatePolicy> = [
  { value: 'join', label: 'Vào giữa chừng', hint: 'Phát từ chỗ lẽ ra đang phát, để hết đúng giờ' },
  { value: 'skip', label: 'Bỏ qua', hint: 'Không phát, nhật ký ghi là bỏ qua' },
  {
    value: 'make-good',
    label: 'Chờ phát bù',
    hint: 'Không phát, nhật ký ghi là không phát và còn nợ một lượt phát bù',
  },
];
const END_MODES: Labels<EndMode> = [
  { value: 'finish', label: 'Phát cho hết', hint: 'Hết bài, hoặc đến khi có chương trình đúng giờ khác' },
  { value: 'cut', label: 'Ngắt khi hết khung giờ', hint: 'Nhỏ dần rồi im đúng lúc hết khung giờ' },
  { value: 'fill', label: 'Phát lấp cho hết khung giờ', hint: 'Hết bài thì phát tệp dự phòng của đài' },
];

export const SlotModes = (props: {
  values: FormValues;
  errors: FieldErrors;
  recordings: readonly Option[];
  open: boolean;
}) => {
  const { values, errors } = props;
  const given = (name: string) => ({ name, value: textOf(values, name), error: errors[name] });
  return (
    <details class="field" open={props.open}>
      <summary>Bắt đầu, kết thúc và dự phòng</summary>
      <Radios label="Bắt đầu" options={START_MODES} {...given('startMode')} />
      <div class="asks soft">
        <Field
          label="Chờ tối đa (phút)"
          size={6}
          autocomplete="off"
          hint="Chờ trong chừng này vẫn coi là đúng giờ. Ví dụ 2; một phút rưỡi viết 1:30"
          {...given('toleranceMs')}
        />
      </div>
      <Field
        label="Muộn tối đa bao lâu vẫn phát từ đầu (phút)"
        size={6}
        autocomplete="off"
        hint="Ví dụ 5; hai giây viết 0:02. Muộn hơn nữa thì theo lựa chọn dưới đây"
        {...given('lateStartMs')}
      />
      <Radios label="Khi quá muộn" options={LATE_POLICIES} {...given('latePolicy')} />
      <Radios label="Kết thúc" options={END_MODES} {...given('endMode')} />
      <Field
        label="Nhỏ dần trước khi bị ngắt (giây)"
        size={6}
        autocomplete="off"
        hint="Ví dụ 0,3"
        {...given('fadeMs')}
      />
      <Field
        label="Gối lên chương trình trước (giây)"
        size={6}
        autocomplete="off"
        hint="Chương trình trước nhỏ dần trong khi chương trình này to dần; 0 là không gối"
        {...given('crossFadeMs')}
      />
      <Field
        label="Tăng, giảm độ lớn (dB)"
        size={6}
        autocomplete="off"
        hint="0 là giữ nguyên; -3 là nhỏ bớt. Đài không bao giờ phát vượt ngưỡng -1 dBTP"
        {...given('gainDb')}
      />
      <Field
        label="Mức ưu tiên"
        size={6}
        autocomplete="off"
        hint="0 là bình thường. Chương trình có số lớn không bị chương trình có số nhỏ hơn ngắt"
        {...given('priority')}
      />
      <Select
        label="Tệp dự phòng của khung giờ"
        hint="Phát thay khi nội dung chính không phát được. Sau đó đến tệp dự phòng của chuyên mục, rồi của đài"
        options={[{ value: '', label: '— Không có —' }, ...props.recordings]}
        {...given('substituteRecordingId')}
      />
    </details>
  );
};
