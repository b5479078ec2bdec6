/** The pages before something audible: each says what will be heard, or no longer heard, and what the log will say. */
import type { Zone } from '../src/core/model.ts';
import type { Sounding, TodayLine } from '../src/core/on-air.ts';
import type { EpochMs } from '../src/core/time.ts';
import { nameOf, timeOrDay } from './on-air.tsx';
import { ButtonLink, ConfirmForm, EmptyState, FormEnd, type Option, optionsOf, PageHead, Select } from './parts.tsx';

type Now = { readonly now: EpochMs; readonly zone: string };

const cuts = (sounding: Sounding | undefined): string => (sounding ? ` Ngắt “${nameOf(sounding)}” đang phát.` : '');

type StopProps = { sounding: Sounding | undefined; left: number; zones: readonly Zone[] };

export const ConfirmStop = ({ sounding, left, zones }: StopProps) => (
  <ConfirmForm
    title="Dừng phát"
    consequence={
      <>
        {sounding ? `Sẽ ngắt ngay “${nameOf(sounding)}” trên toàn xã. ` : 'Bây giờ không có gì đang phát. '}
        {left > 0 ? `${left} mục còn lại của hôm nay và các ngày sau` : 'Các mục sau'} đến giờ sẽ im lặng và ghi là
        “Không phát”, cho đến khi bấm “Phát tiếp”.
      </>
    }
    action="/lenh"
    fields={{ kind: 'stop' }}
    button="Dừng phát"
    cancel="/"
  >
    {zones.length > 1 && (
      <Select
        name="zoneId"
        label="Dừng ở đâu"
        hint="Chọn một vùng thì chỉ vùng ấy im lặng, kể cả với nội dung của toàn xã"
        options={optionsOf(zones)}
      />
    )}
  </ConfirmForm>
);

export const ConfirmStart = (props: { line: TodayLine; sounding: Sounding | undefined } & Now) => (
  <ConfirmForm
    title={`Phát ngay “${nameOf(props.line)}”`}
    consequence={
      <>
        Sẽ phát ngay {props.line.zoneName === null ? 'trên toàn xã' : `ở ${props.line.zoneName}`}.{cuts(props.sounding)}
        {props.line.plannedStart !== null &&
          ` Đến ${timeOrDay(props.line.plannedStart, props.now, props.zone)} theo lịch, mục này không phát nữa.`}
      </>
    }
    action="/lenh"
    fields={{ kind: 'start-now', entryId: String(props.line.entryId) }}
    button="Phát ngay"
    cancel="/"
  />
);

export const ConfirmSkip = (
  props: {
    what: Pick<TodayLine, 'title' | 'episodeLabel' | 'entryId' | 'episodeId'>;
    plannedStart: EpochMs | null;
  } & Now,
) => (
  <ConfirmForm
    title={`Bỏ qua “${nameOf(props.what)}”`}
    consequence={
      props.plannedStart === null
        ? 'Sẽ ngắt ngay mục đang phát này. Nhật ký ghi phần đã phát và người bấm; lần này không phát lại được.'
        : `Mục lúc ${timeOrDay(props.plannedStart, props.now, props.zone)} sẽ không phát. Nhật ký ghi là “Bỏ qua”; lần này không lấy lại được.`
    }
    action="/lenh"
    fields={
      props.what.entryId === null
        ? { kind: 'skip', episodeId: String(props.what.episodeId) }
        : { kind: 'skip', entryId: String(props.what.entryId) }
    }
    button="Bỏ qua"
    cancel="/"
  />
);

type StartProps = { options: readonly Option[]; zones: readonly Zone[]; sounding: Sounding | undefined };

export const StartEpisodePage = (props: StartProps) =>
  props.options.length === 0 ? (
    <>
      <PageHead title="Phát ngay một số" />
      <EmptyState title="Chưa có số nào được duyệt" action={<ButtonLink href="/chuyen-muc">Xem chuyên mục</ButtonLink>}>
        Chỉ phát được số đã có âm thanh và đã được lãnh đạo duyệt.
      </EmptyState>
    </>
  ) : (
    <form method="post" action="/lenh" class="form">
      <PageHead title="Phát ngay một số" />
      <input type="hidden" name="kind" value="start-now" />
      <Select name="episodeId" label="Số đã duyệt" options={props.options} />
      {props.zones.length > 1 && <Select name="zoneId" label="Phát ở đâu" options={optionsOf(props.zones)} />}
      <FormEnd button="Phát ngay" cancel="/">
        Sẽ phát ngay {props.zones.length > 1 ? 'ở vùng đã chọn' : 'trên toàn xã'}, ngoài lịch.{cuts(props.sounding)}
      </FormEnd>
    </form>
  );

export const NotNow = ({ title, words }: { title: string; words: string }) => (
  <div class="message">
    <h1>{title}: chưa được</h1>
    <p>{words}</p>
    <ButtonLink href="/">Về trang Hôm nay</ButtonLink>
  </div>
);
