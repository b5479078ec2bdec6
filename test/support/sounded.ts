/**
 * Airings with real sound: programmes read out by espeak-ng, their playout copies in a media folder, and airchecks of them
 * as the playout keeps them (Opus, 24 kbit/s, under the name of their first sample).
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AIRCHECK, fileNameOf } from '../../src/core/aircheck.ts';
import { ZONES_TAG } from '../../src/core/opus-file.ts';
import { playoutFile } from '../../src/storage/files.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

/** Two programmes in one voice, half a minute each: what differs is only what is said. */
export const SPOKEN = {
  digital: `Đài truyền thanh xã Đăk Tô. Mời bà con nghe chuyên mục chuyển đổi số. Số thứ hai hướng dẫn nộp hồ sơ trực tuyến và
    thanh toán không dùng tiền mặt. Bà con mở ứng dụng, chọn mục dịch vụ công, đăng nhập bằng tài khoản định danh điện tử,
    rồi chọn thủ tục cần làm. Sau khi nộp, bà con nhận tin nhắn báo ngày trả kết quả. Trung tâm phục vụ hành chính công xã
    có người hướng dẫn vào sáng thứ hai và sáng thứ năm hằng tuần. Khi thanh toán, bà con kiểm tra kỹ tên người nhận.`,
  reform: `Bản tin cải cách hành chính của xã. Tuần qua trung tâm đã tiếp nhận một trăm hai mươi hồ sơ, trả đúng hẹn một trăm
    mười tám hồ sơ. Hai hồ sơ đất đai phải bổ sung giấy tờ. Ủy ban nhân dân xã nhắc các thôn kiểm tra hộ khẩu, chuẩn bị danh
    sách bảo hiểm y tế trước ngày mười lăm. Đường dây nóng tiếp nhận phản ánh hoạt động cả ngày. Mời bà con góp ý về thái độ
    phục vụ của cán bộ. Mùa mưa đến gần, bà con chủ động khơi thông cống rãnh và chằng chống nhà cửa.`,
};

export const ffmpeg = (...args: string[]): void => {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
};

/** Puts what `words` say, `seconds` of it, into the library as a playout copy; answers its SHA-256. */
export function speak(home: string, words: string, seconds = 24): string {
  const [wav, flac] = [join(home, 'spoken.wav'), join(home, 'spoken.flac')];
  execFileSync('espeak-ng', ['-v', 'vi', '-w', wav, words.replace(/\s+/g, ' ')]);
  ffmpeg(
    '-i',
    wav,
    '-af',
    `volume=-3dB,apad=whole_dur=${seconds},atrim=0:${seconds}`,
    '-ar',
    '48000',
    '-ac',
    '2',
    flac,
  );
  const sha256 = createHash('sha256').update(readFileSync(flac)).digest('hex');
  const kept = playoutFile(home, sha256);
  mkdirSync(dirname(kept), { recursive: true });
  renameSync(flac, kept);
  return sha256;
}

/** Keeps an aircheck that begins at `startMs`: the inputs and filters of ffmpeg that make it. */
export const keepAircheck = (home: string, startMs: number, ...sound: string[]): void =>
  keepAircheckOf('main', home, startMs, ...sound);

export function keepAircheckOf(zoneId: string, home: string, startMs: number, ...sound: string[]): void {
  const { day, name } = fileNameOf(startMs, ZONE);
  const file = join(home, AIRCHECK, zoneId, day, name);
  mkdirSync(dirname(file), { recursive: true });
  const opus = ['-ac', '1', '-ar', '48000', '-c:a', 'libopus', '-b:a', '24k', '-page_duration', '200000', '-f', 'ogg'];
  ffmpeg(...sound, '-map_metadata', '-1', '-metadata', `${ZONES_TAG}=${zoneId}`, ...opus, file);
}
