import { Notifications } from "@mantine/notifications";
import "@mantine/notifications/styles.css";

/** Where toasts appear; loaded after the first page. */
export function Toasts() {
  return <Notifications position="bottom-center" limit={4} />;
}
