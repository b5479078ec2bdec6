/** The frame around every page: name of the station, what is on air, where one can go, and who one is. */
import type { Child } from 'hono/jsx';
import { Icon } from './icons.tsx';
import { type Flash, FlashMessage } from './parts.tsx';

export type FrameProps = {
  readonly title: string;
  readonly stationName: string;
  /** Name of the signed-in user; without one the page stands alone (sign-in, first run). */
  readonly userName: string | undefined;
  /** Whose place they fill now, in words; '' when none. */
  readonly standing: string;
  readonly path: string;
  /** Episodes waiting for an approver. */
  readonly waiting: number;
  /** May this user open this route? Menus show nothing else. */
  readonly may: (route: string) => boolean;
  /** Address, with its content hash, of a file in views/static. */
  readonly asset: (name: string) => string;
  readonly flash: Flash | undefined;
  /** What sounds now (views/on-air.tsx); from then on web/events.ts pushes it. */
  readonly onAir: Child;
  /** A file of its own that this page needs besides. */
  readonly script?: string | undefined;
  readonly children?: Child;
};

const NAVIGATION = [
  { href: '/', label: 'Hôm nay' },
  { href: '/lich-phat', label: 'Lịch phát', also: ['/khung-gio', '/mau-buoi', '/lich-truc', '/giao-ca'] },
  { href: '/chuyen-muc', label: 'Chuyên mục', also: ['/so', '/thong-bao', '/ban-tin'] },
  { href: '/kho-tu-lieu', label: 'Kho tư liệu' },
  { href: '/duyet', label: 'Duyệt' },
  { href: '/nhat-ky', label: 'Nhật ký' },
  { href: '/bao-cao', label: 'Báo cáo', also: ['/so-sach', '/nhuan-but', '/y-kien'] },
  { href: '/tien-do', label: 'Tiến độ', also: ['/ke-hoach', '/chu-de'] },
  { href: '/cum-loa', label: 'Cụm loa' },
  { href: '/cau-hinh', label: 'Cấu hình', also: ['/nguoi-dung'] },
] as const;

/** Fonts the first paint needs; the others load when a page has their letters. */
const FIRST_FONTS = ['be-vietnam-pro-latin-400-normal.woff2', 'be-vietnam-pro-vietnamese-400-normal.woff2'];

export const Layout = (frame: FrameProps) => (
  <html lang="vi">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta
        name="htmx-config"
        content='{"includeIndicatorCSS":false,"history":"reload","morphIgnore":["data-htmx-powered","open"]}'
      />
      <title>{`${frame.title} · ${frame.stationName}`}</title>
      <link rel="icon" href={frame.asset('icon.svg')} type="image/svg+xml" />
      <link rel="manifest" href="/dai.webmanifest" />
      {FIRST_FONTS.map((font) => (
        <link rel="preload" href={frame.asset(font)} as="font" type="font/woff2" crossorigin="anonymous" />
      ))}
      <link rel="stylesheet" href={frame.asset('station.css')} />
    </head>
    <body>
      <a class="skip-link" href="#main">
        Đến nội dung chính
      </a>
      {frame.userName === undefined ? <PlainHeader {...frame} /> : <Header {...frame} />}
      <main id="main" tabindex={-1} class={frame.userName === undefined ? 'alone' : undefined}>
        <FlashMessage flash={frame.flash} />
        {frame.children}
      </main>
      {/* Last and not `defer`: htmx starts by a timer once the page is read, which may be before a deferred extension. */}
      <script src={frame.asset('htmx.min.js')}></script>
      <script src={frame.asset('hx-sse.min.js')}></script>
      <script src={frame.asset('station.js')}></script>
      {frame.script && <script src={frame.asset(frame.script)}></script>}
    </body>
  </html>
);

const Brand = ({ stationName }: { stationName: string }) => (
  <a class="brand" href="/">
    <Icon name="antenna" />
    <span>{stationName}</span>
  </a>
);

const PlainHeader = ({ stationName }: FrameProps) => (
  <header class="top">
    <div class="top-row">
      <Brand stationName={stationName} />
    </div>
  </header>
);

const Header = ({ stationName, userName, standing, path, waiting, onAir, may }: FrameProps) => (
  <header class="top">
    <div class="top-row">
      <Brand stationName={stationName} />
      <div
        id="on-air"
        hx-sse:connect={
          path === '/'
            ? '/su-kien?trang=hom-nay'
            : path.startsWith('/truc-tiep')
              ? '/su-kien?trang=truc-tiep'
              : '/su-kien'
        }
      >
        {onAir}
      </div>
      {may('POST /khan-cap/lenh') && (
        <a class="alarm-link" href="/khan-cap" aria-current={path.startsWith('/khan-cap') ? 'page' : undefined}>
          <Icon name="horn" />
          <span>Phát khẩn cấp</span>
        </a>
      )}
      <div class="who">
        <a href="/tai-khoan" title="Tài khoản" aria-current={path === '/tai-khoan' ? 'page' : undefined}>
          <Icon name="person" />
          <span>
            {userName}
            {standing && <small title={standing}>{standing}</small>}
          </span>
        </a>
        <form method="post" action="/dang-xuat">
          <button type="submit" class="plain">
            Đăng xuất
          </button>
        </form>
      </div>
    </div>
    <nav class="menu" aria-label="Các trang">
      <ul>
        {NAVIGATION.filter(({ href }) => may(`GET ${href}`)).map(({ href, label, ...item }) => {
          const places: readonly string[] = [href, ...('also' in item ? item.also : [])];
          const here = places.some((place) => path === place || (place !== '/' && path.startsWith(`${place}/`)));
          return (
            <li>
              <a href={href} aria-current={here ? 'page' : undefined}>
                {label}
                {href === '/duyet' && waiting > 0 && (
                  <span class="count">
                    {waiting}
                    <span class="unseen"> số chờ duyệt</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  </header>
);
