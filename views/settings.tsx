/** The settings page: the station's form; the zones and outputs beside it are views/zones.tsx. */
import type { Child } from 'hono/jsx';
import type { FieldErrors } from '../src/core/result.ts';
import {
  ButtonLink,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  Group,
  type Option,
  PageHead,
  Select,
  TextArea,
  textOf,
  textsOf,
} from './parts.tsx';

export const SettingsPage = (props: {
  values: FormValues;
  errors: FieldErrors;
  zones: Child;
  recordings: readonly Option[];
}) => (
  <>
    <PageHead title="Cấu hình">
      <ButtonLink href="/cau-hinh/thong-bao">Thư và thông báo</ButtonLink>
      <ButtonLink href="/nguoi-dung" icon="person">
        Người dùng
      </ButtonLink>
      <ButtonLink href="/cau-hinh/dang-nhap" icon="lock">
        Đăng nhập
      </ButtonLink>
      <ButtonLink href="/cau-hinh/nhat-ky-hoat-dong">Nhật ký hoạt động</ButtonLink>
    </PageHead>
    <div class="columns">
      <StationForm values={props.values} errors={props.errors} recordings={props.recordings} />
      {props.zones}
    </div>
  </>
);

const StationForm = ({
  values,
  errors,
  recordings,
}: {
  values: FormValues;
  errors: FieldErrors;
  recordings: readonly Option[];
}) => (
  <form method="post" action="/cau-hinh" class="form">
    <h2>Đài và giờ phát</h2>
    <ErrorSummary errors={errors} />
    <Field
      {...fieldOf('stationName', values, errors)}
      label="Tên đài"
      hint="Hiện ở đầu mỗi trang và trên các văn bản"
    />
    <Field {...fieldOf('agencyName', values, errors)} label="Cơ quan" />
    <Group
      name="hours"
      label="Khung giờ được phép phát"
      hint="Giờ kiểu 24 giờ, ví dụ 17:00 hoặc 17h. Xóa trống một dòng để bỏ khung đó. Ngoài các khung này loa không phát gì."
      error={errors.hours}
    >
      {[...textsOf(values, 'from'), ''].map((from, row) => (
        <div class="window">
          <label for={`from-${row}`}>
            <span class="unseen">{`Khung ${row + 1}: `}</span>Từ
          </label>
          <input id={`from-${row}`} name="from" value={from} size={8} class="sized" autocomplete="off" />
          <label for={`until-${row}`}>
            <span class="unseen">{`Khung ${row + 1}: `}</span>đến
          </label>
          <input
            id={`until-${row}`}
            name="until"
            value={textsOf(values, 'until')[row] ?? ''}
            size={8}
            class="sized"
            autocomplete="off"
          />
        </div>
      ))}
    </Group>
    <Group
      name="limits"
      label="Mức tối đa mỗi ngày"
      hint="Tính cả tiếp sóng. Vượt mức thì lãnh đạo phải cho phép, ở Lịch phát → Cho phép vượt mức"
      error={errors.limits}
    >
      <div class="window">
        <label for="mostSessions">Số buổi một ngày</label>
        <input
          id="mostSessions"
          name="mostSessions"
          value={textOf(values, 'mostSessions')}
          size={4}
          class="sized"
          inputmode="numeric"
          autocomplete="off"
        />
        <label for="mostMinutes">số phút một buổi</label>
        <input
          id="mostMinutes"
          name="mostMinutes"
          value={textOf(values, 'mostMinutes')}
          size={4}
          class="sized"
          inputmode="numeric"
          autocomplete="off"
        />
      </div>
    </Group>
    <Select
      {...fieldOf('fillerRecordingId', values, errors)}
      label="Tệp dự phòng của đài"
      options={[{ value: '', label: '— Không có —' }, ...recordings]}
      hint="Phát thay khi chương trình và các tệp dự phòng riêng của nó không phát được, và phát lấp chỗ trống của khung giờ"
    />
    <TextArea
      {...fieldOf('reachable', values, errors)}
      label="Máy nội bộ được phép kết nối"
      hint="Mỗi dòng một tên máy, địa chỉ hoặc dải địa chỉ, ví dụ 192.168.1.20. Địa chỉ trên Internet không cần ghi; mọi địa chỉ nội bộ khác thì tiếp sóng và thông báo không được kết nối tới"
    />
    <Group
      name="aircheck"
      label="Bản ghi sóng"
      hint="Mọi âm thanh đã ra loa được ghi lại để nghe lại từng lượt phát; cũ nhất xóa trước. Một giờ phát chiếm khoảng 11 MB. Ổ đĩa sắp đầy thì bản ghi sóng ngừng trước, nhật ký và kho tư liệu còn chỗ."
      error={errors.aircheck}
    >
      <div class="window">
        <span class="pair">
          <label for="keptDays">Giữ (ngày)</label>
          <input
            id="keptDays"
            name="keptDays"
            value={textOf(values, 'keptDays')}
            size={6}
            class="sized"
            inputmode="numeric"
            autocomplete="off"
          />
        </span>
        <span class="pair">
          <label for="keptGigabytes">nhiều nhất (GB)</label>
          <input
            id="keptGigabytes"
            name="keptGigabytes"
            value={textOf(values, 'keptGigabytes')}
            size={6}
            class="sized"
            autocomplete="off"
          />
        </span>
        <span class="pair">
          <label for="freeGigabytes">để trống (GB)</label>
          <input
            id="freeGigabytes"
            name="freeGigabytes"
            value={textOf(values, 'freeGigabytes')}
            size={6}
            class="sized"
            autocomplete="off"
          />
        </span>
      </div>
    </Group>
    <Field
      {...fieldOf('excerptDays', values, errors)}
      label="Giữ trích đoạn (ngày)"
      size={6}
      inputmode="numeric"
      autocomplete="off"
      hint="Của mỗi lượt phát, 15 giây đầu, giữa và cuối được giữ lâu hơn bản ghi sóng, khoảng 2 MB mỗi ngày; 0 là không giữ. Theo quy định của đơn vị."
    />
    <Group
      name="deadAir"
      label="Mất tiếng"
      hint="Âm thanh nhỏ hơn mức này lâu như vậy trong một chương trình là sự cố; đài chuyển sang tệp dự phòng nếu có"
      error={errors.deadAir}
    >
      <div class="window">
        <span class="pair">
          <label for="quietLevel">Dưới (dBFS)</label>
          <input
            id="quietLevel"
            name="quietLevel"
            value={textOf(values, 'quietLevel')}
            size={6}
            class="sized"
            autocomplete="off"
          />
        </span>
        <span class="pair">
          <label for="quietSeconds">trong (giây)</label>
          <input
            id="quietSeconds"
            name="quietSeconds"
            value={textOf(values, 'quietSeconds')}
            size={6}
            class="sized"
            autocomplete="off"
          />
        </span>
      </div>
    </Group>
    <Field
      {...fieldOf('uploadGigabytes', values, errors)}
      label="Tệp tải lên lớn nhất (GB)"
      size={6}
      autocomplete="off"
      hint="Một giờ MP3 chiếm khoảng 0,06 GB, một giờ WAV khoảng 0,6 GB. Ổ đĩa sắp đầy thì máy chủ không nhận tệp nào."
    />
    <Group
      name="copyRule"
      label="Độ lớn bản phát"
      hint="Mỗi tệp tải lên được đưa về cùng một độ lớn. Đổi ở đây chỉ áp dụng cho tệp tải lên sau; tệp đã có giữ nguyên, muốn đổi thì bấm Chuẩn hóa lại ở tệp đó."
      error={errors.copyRule}
    >
      <div class="window">
        <label for="targetLufs">Mức chuẩn (LUFS)</label>
        <input
          id="targetLufs"
          name="targetLufs"
          value={textOf(values, 'targetLufs')}
          size={6}
          class="sized"
          autocomplete="off"
        />
      </div>
      <label class="choice">
        <input type="checkbox" name="highPass" value="co" checked={textOf(values, 'highPass') !== ''} />
        <span>
          Lọc bỏ tiếng dưới 120 Hz
          <small>
            Loa nén không phát được tiếng trầm này, chỉ tốn công suất; tắt nếu đài chủ yếu nghe qua Internet.
          </small>
        </span>
      </label>
    </Group>
    <FormEnd button="Lưu">Có hiệu lực ngay, kể cả với nội dung đang phát.</FormEnd>
  </form>
);
