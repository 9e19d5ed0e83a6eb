import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";

export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const current = useComputedColorScheme("light");
  const other = current === "light" ? "dark" : "light";
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      title={`Use ${other} colours`}
      aria-label={`Use ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {current === "light" ? <IconMoon size={19} aria-hidden /> : <IconSun size={19} aria-hidden />}
    </ActionIcon>
  );
}
