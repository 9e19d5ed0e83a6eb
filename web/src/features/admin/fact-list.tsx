import { Box, Text } from "@mantine/core";

export interface FactListProps {
  /** Name and value of each. */
  readonly facts: readonly (readonly [string, string])[];
}

/** Figures with their names, side by side as far as there is room. */
export function FactList({ facts }: FactListProps) {
  return (
    <Box
      component="dl"
      m={0}
      style={{
        display: "grid",
        gap: "var(--mantine-spacing-sm)",
        gridTemplateColumns: "repeat(auto-fill, minmax(140px, 1fr))",
      }}
    >
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0} fw={650} className="wrap-anywhere">
            {value}
          </Text>
        </div>
      ))}
    </Box>
  );
}
