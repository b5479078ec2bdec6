/** Kho tư liệu → Dung lượng: what takes up the disk, and letting go of what nothing needs. */
import { Hono } from 'hono';
import { sizeWords } from '../../views/recording-parts.tsx';
import { CLEAN_UP_SLUGS, ConfirmCleanUpPage, StoragePage } from '../../views/storage.tsx';
import { may } from './access.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';
import { CLEAN_UPS, cleanUp, storageUse } from './storage-use.ts';

const HERE = '/kho-tu-lieu/dung-luong';

export function storageScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const kindOf = (slug: string) => CLEAN_UPS.find((kind) => CLEAN_UP_SLUGS[kind] === slug);

  screen.get(HERE, async (c) => {
    const mayClean = may(c.get('user'), `POST ${HERE}/:kind`);
    return c.render(StoragePage({ ...(await storageUse(station)), mayClean }), { title: 'Dung lượng' });
  });

  screen.get(`${HERE}/:kind`, async (c) => {
    const kind = kindOf(c.req.param('kind'));
    const found = (await storageUse(station)).cleanUps.find((one) => one.kind === kind);
    if (!found) return c.notFound();
    if (found.files === 0) return seeOther(c, HERE, 'Không còn gì để dọn.');
    return c.render(ConfirmCleanUpPage({ cleanUp: found }), { title: 'Dọn kho' });
  });

  screen.post(`${HERE}/:kind`, async (c) => {
    const kind = kindOf(c.req.param('kind'));
    if (!kind) return c.notFound();
    const { files, bytes } = await cleanUp(station, kind);
    return seeOther(c, HERE, files === 0 ? 'Không còn gì để dọn.' : `Đã dọn ${files} tệp, ${sizeWords(bytes)}.`);
  });

  return screen;
}
