import { Kbd, Modal, Table } from "@mantine/core";
import { useAppStore } from "../../store/store.ts";
import { keyHelp } from "./key-commands.ts";

/** The list behind `?`. */
export function KeyHelp() {
  const toggle = useAppStore((state) => state.keyHelpToggled);
  return (
    <Modal opened onClose={toggle} title="Keys" closeButtonProps={{ "aria-label": "Close" }}>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {keyHelp.map(([keys, meaning]) => (
            <Table.Tr key={keys}>
              <Table.Td>
                <Kbd>{keys}</Kbd>
              </Table.Td>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
