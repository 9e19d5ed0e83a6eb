import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";

const schemes: readonly { readonly value: MantineColorScheme; readonly label: string }[] = [
  { value: "auto", label: "As the device" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function ColorSchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Colours"
      value={colorScheme}
      data={[...schemes]}
      onChange={(value) =>
        setColorScheme(schemes.find((scheme) => scheme.value === value)?.value ?? "auto")
      }
    />
  );
}
