/** Vùng phát: the zones with their outputs on the settings page, and the pages of one zone. */
import { type VolumeProfile, WHOLE_COMMUNE, type Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatNumber } from '../src/core/vietnamese.ts';
import { type ListedOutput, OutputTable } from './outputs.tsx';
import {
  ActionButton,
  Button,
  ButtonLink,
  ConfirmForm,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  Group,
  PageHead,
  textOf,
  textsOf,
} from './parts.tsx';

type ListProps = {
  /** In use; the whole commune first. */
  zones: readonly Zone[];
  archived: readonly Zone[];
  outputs: readonly ListedOutput[];
  now: EpochMs;
  timeZone: string;
};

export const ZoneList = ({ zones, archived, outputs, now, timeZone }: ListProps) => (
  <section id="dau-ra">
    <h2>Vùng phát và đầu ra âm thanh</h2>
    <p class="hint">
      Nội dung của toàn xã phát ở mọi vùng. Một vùng có nội dung riêng thì phát nội dung ấy vào giờ của nó, xong lại
      nghe cùng toàn xã.
    </p>
    {zones.map((zone, row) => {
      const own = outputs.filter(({ output }) => output.zoneId === zone.id);
      return (
        <section class="zone" aria-labelledby={`vung-${zone.id}`}>
          <div class="page-head">
            <div>
              <h3 id={`vung-${zone.id}`}>{zone.name}</h3>
              {zone.volume.length > 0 && <p class="hint">{volumeWords(zone.volume)}</p>}
            </div>
            <div class="actions">
              {zone.id !== WHOLE_COMMUNE && zones.length > 2 && (
                <form method="post" action={`/cau-hinh/vung/${zone.id}/thu-tu`} class="one-button">
                  {row > 1 && (
                    <Button tone="plain" name="len" value="1">
                      Lên<span class="unseen">: {zone.name}</span>
                    </Button>
                  )}
                  {row < zones.length - 1 && (
                    <Button tone="plain" name="xuong" value="1">
                      Xuống<span class="unseen">: {zone.name}</span>
                    </Button>
                  )}
                </form>
              )}
              <ButtonLink tone="plain" href={`/cau-hinh/vung/${zone.id}`}>
                Sửa<span class="unseen"> {zone.name}</span>
              </ButtonLink>
              <ButtonLink tone="plain" href={`/cau-hinh/dau-ra/them?vung=${zone.id}`}>
                Thêm đầu ra<span class="unseen"> cho {zone.name}</span>
              </ButtonLink>
            </div>
          </div>
          {own.length > 0 ? (
            <OutputTable zone={zone} outputs={own} now={now} timeZone={timeZone} />
          ) : (
            <p>Chưa có đầu ra nào: âm thanh của vùng này không đi đâu cả.</p>
          )}
        </section>
      );
    })}
    <div class="actions">
      <ButtonLink href="/cau-hinh/vung/them" icon="plus">
        Thêm vùng phát
      </ButtonLink>
    </div>
    {archived.length > 0 && (
      <details class="more">
        <summary>{archived.length} vùng đã lưu trữ</summary>
        <ul class="rows">
          {archived.map((zone) => (
            <li>
              <span>{zone.name}</span>
              <ActionButton tone="plain" action={`/cau-hinh/vung/${zone.id}/khoi-phuc`}>
                Khôi phục<span class="unseen"> {zone.name}</span>
              </ActionButton>
            </li>
          ))}
        </ul>
      </details>
    )}
  </section>
);

const volumeWords = (volume: VolumeProfile): string =>
  volume.map(({ from, until, gainDb }) => `${from}–${until} nhỏ hơn ${formatNumber(-gainDb)} dB`).join('; ');

export const ZonePage = (props: { values: FormValues; errors: FieldErrors; zone: Zone | undefined }) => {
  const { values, errors, zone } = props;
  const action = zone ? `/cau-hinh/vung/${zone.id}` : '/cau-hinh/vung';
  return (
    <form method="post" action={action} class="form">
      <PageHead
        title={zone ? zone.name : 'Thêm vùng phát'}
        lead={
          zone
            ? `Mã vùng ${zone.id}`
            : 'Một nhóm loa có thể nghe nội dung riêng: một thôn, một khu chợ, một trường học.'
        }
      >
        {zone && zone.id !== WHOLE_COMMUNE && (
          <ButtonLink href={`${action}/luu-tru`} tone="danger">
            Bỏ vùng này…
          </ButtonLink>
        )}
      </PageHead>
      <ErrorSummary errors={errors} />
      <Field {...fieldOf('name', values, errors)} label="Tên vùng" maxlength={80} />
      <Group
        name="volume"
        label="Nhỏ tiếng theo giờ"
        hint="Ngoài các giờ này âm lượng giữ nguyên. Âm lượng đổi dần trong một giây, kể cả giữa chương trình. Xóa trống một dòng để bỏ."
        error={errors.volume}
      >
        {[...textsOf(values, 'from'), ''].map((from, row) => (
          <div class="window">
            <Cell name="from" label="Từ" row={row} value={from} />
            <Cell name="until" label="đến" row={row} value={textsOf(values, 'until')[row] ?? ''} />
            <Cell name="down" label="giảm (dB)" row={row} value={textsOf(values, 'down')[row] ?? ''} />
          </div>
        ))}
      </Group>
      {zone?.id !== WHOLE_COMMUNE && (
        <Group
          name="limits"
          label="Mức tối đa riêng của vùng"
          hint="Tính cả nội dung toàn xã mà vùng này nghe. Để trống: theo mức chung ở Cấu hình."
          error={errors.limits}
        >
          <div class="window">
            <LimitCell name="mostSessions" label="Số buổi một ngày" values={values} />
            <LimitCell name="mostMinutes" label="số phút một buổi" values={values} />
          </div>
        </Group>
      )}
      <FormEnd button="Lưu" cancel="/cau-hinh#dau-ra">
        {zone
          ? 'Có hiệu lực ngay, kể cả với nội dung đang phát.'
          : 'Vùng mới có sẵn một luồng nghe riêng và nghe cùng toàn xã, cho đến khi có khung giờ của chính nó.'}
      </FormEnd>
    </form>
  );
};

const Cell = ({ name, label, row, value }: { name: string; label: string; row: number; value: string }) => (
  <>
    <label for={`${name}-${row}`}>
      <span class="unseen">{`Dòng ${row + 1}: `}</span>
      {label}
    </label>
    <input id={`${name}-${row}`} name={name} value={value} size={6} class="sized" autocomplete="off" />
  </>
);

const LimitCell = ({ name, label, values }: { name: string; label: string; values: FormValues }) => (
  <>
    <label for={name}>{label}</label>
    <input
      id={name}
      name={name}
      value={textOf(values, name)}
      size={4}
      class="sized"
      inputmode="numeric"
      autocomplete="off"
    />
  </>
);

export const ConfirmZoneArchive = ({ zone, hasHistory }: { zone: Zone; hasHistory: boolean }) => (
  <ConfirmForm
    title={`Bỏ vùng “${zone.name}”`}
    consequence={
      hasHistory
        ? 'Luồng nghe của vùng ngắt ngay. Vùng được lưu trữ: nhật ký vẫn còn tên vùng, và có thể khôi phục.'
        : 'Luồng nghe của vùng ngắt ngay. Vùng chưa từng được dùng nên mất hẳn.'
    }
    action={`/cau-hinh/vung/${zone.id}/luu-tru`}
    button={hasHistory ? 'Lưu trữ vùng' : 'Xóa vùng'}
    cancel={`/cau-hinh/vung/${zone.id}`}
  />
);

export const ZoneKept = ({ zone, words }: { zone: Zone; words: string }) => (
  <div class="message">
    <h1>Chưa bỏ được vùng “{zone.name}”</h1>
    <p>{words}</p>
    <ButtonLink href={`/cau-hinh/vung/${zone.id}`}>Quay lại</ButtonLink>
  </div>
);
