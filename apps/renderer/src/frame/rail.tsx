import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { Mark } from "./mark.tsx";
import { PAGE_IDS, PAGES, type PageId } from "./pages.ts";
import css from "./rail.module.css";
import { useWaiting } from "./waiting.ts";

export function Rail() {
  const { t } = useTranslation();
  const waiting = useWaiting();
  return (
    <nav className={css.rail} aria-label={t("nav.label")}>
      <Link href="/" className={css.brand} aria-label={`${t("app.name")}: ${t("nav.home")}`}>
        <Mark />
        <span className={css.word}>{t("app.name")}</span>
      </Link>
      <ul className={css.list}>
        {PAGE_IDS.map((id) => (
          <Entry key={id} id={id} count={waiting[id] ?? 0} />
        ))}
      </ul>
    </nav>
  );
}

function Entry({ id, count }: { id: PageId; count: number }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const { path: target, icon: Icon } = PAGES[id];
  const here = target === "/" ? path === "/" : path === target || path.startsWith(`${target}/`);
  return (
    <li>
      <Link
        href={target}
        className={`${css.entry ?? ""} ${here ? (css.here ?? "") : ""}`}
        aria-current={here ? "page" : undefined}
        title={t(`nav.${id}`)}
      >
        <Icon aria-hidden className="icon" />
        <span className={css.word}>{t(`nav.${id}`)}</span>
        {count > 0 && (
          <span className={css.count}>
            <span aria-hidden>{count}</span>
            <span className="visually-hidden">, {t("nav.waiting", { count })}</span>
          </span>
        )}
      </Link>
    </li>
  );
}
