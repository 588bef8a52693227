"""A client that asks for page after page by number, as those of DRF's PageNumberPagination do, in every list."""

import unittest

from system import PASSWORD, System

ROOMS, STAFF, MESSAGES = 23, 11, 27


def setUpModule():
    global system, admin, agent, customer, room, waiting, taken
    system = unittest.enterModuleContext(System())
    admin, agent, customer = system.signed_in("admin"), system.agent(), system.customer()
    rooms = [customer.expect(201, "POST", "chat-rooms/", json={"subject": f"Room {n}"})["id"] for n in range(2 * ROOMS)]
    taken, waiting = rooms[:ROOMS], rooms[ROOMS:]
    for each in taken:
        agent.expect(200, "POST", f"chat-rooms/{each}/take_chat/")
    room = taken[0]
    for number in range(MESSAGES):
        customer.expect(201, "POST", "messages/", json={"chat_room_id": room, "content": f"Message {number}"})
    for number in range(STAFF):
        admin.expect(201, "POST", "canned-responses/", json={"shortcut": f"shortcut-{number}", "content": "Hello!"})
        system.agent()


def all_pages(client, path: str, results="results", total=lambda body: body["count"], size=5) -> list:
    """Loops until it has as many as there are; gives up where there are no more pages."""
    found, page = [], 0
    while True:
        page += 1
        answer = client.get(path, params={"page": page, "page_size": size})
        if answer.status_code == 404:
            break
        body = answer.json()
        assert answer.status_code == 200, f"{path}: {body}"
        assert len(body[results]) <= size, f"page {page} of {path} has {len(body[results])}"
        assert isinstance(total(body), int), f"page {page} of {path} doesn't say of how many it is"
        found += [each["id"] for each in body[results]]
        assert page <= 1000 / size, f"{path} doesn't end"
        if len(found) >= total(body):
            break
    assert len(found) == len(set(found)), f"{path} says something twice"
    return found


class PagesByNumber(unittest.TestCase):
    def check(self, client, path: str, least: int, **how):
        """The pages of a list hold what the list does, in its order, and there is none after the last."""
        found = all_pages(client, path, **how)
        self.assertGreaterEqual(len(found), least, path)
        self.assertEqual(found, all_pages(client, path, **how | {"size": 100}), path)
        for beyond in (len(found) // 5 + 2, 99, 100_000):
            body = client.expect(404, "GET", path, params={"page": beyond, "page_size": 5})
            self.assertEqual(body["detail"], "Invalid page.", f"page {beyond} of {path}")
        return found

    def test_rooms_are_counted_through_by_their_customer_and_by_staff(self):
        self.assertEqual(set(self.check(customer, "chat-rooms/", 2 * ROOMS)), set(waiting + taken))
        self.check(agent, "chat-rooms/", 2 * ROOMS)

    def test_rooms_that_are_filtered_are_counted_through(self):
        found = self.check(agent, "chat-rooms/?status=active", ROOMS)
        self.assertEqual(set(found), set(taken))

    def test_messages_are_counted_through_in_a_room_and_over_all_rooms(self):
        self.check(customer, f"messages/?chat_room_id={room}", MESSAGES)
        self.check(customer, "messages/", MESSAGES)
        self.check(agent, f"messages/?chat_room_id={room}", MESSAGES)

    def test_messages_of_a_room_by_its_own_path_are_counted_through(self):
        found = []
        for page in range(1, 100):
            answer = customer.get(f"chat-rooms/{room}/messages/", params={"page": page, "page_size": 5})
            if answer.status_code == 404:
                break
            found = [each["seq"] for each in answer.json()["results"]] + found
            if len(found) >= answer.json()["count"]:
                break
        self.assertEqual(found, sorted(set(found)), "newest page first, oldest to newest in a page")
        self.assertGreaterEqual(len(found), MESSAGES)

    def test_notifications_are_counted_through(self):
        self.check(agent, "notifications/", 1)
        self.check(agent, "notifications/", 1, results="notifications", total=lambda body: body["total_count"])

    def test_users_agents_and_canned_responses_are_counted_through(self):
        self.check(agent, "users/", STAFF)
        self.check(agent, "agents/", STAFF)
        self.check(customer, "agents/", STAFF)
        self.check(agent, "canned-responses/", STAFF)
        self.check(admin, "admin-agents/", STAFF)

    def test_the_desks_lists_are_counted_through(self):
        desk = {"results": "chats", "total": lambda body: body["pagination"]["total_chats"]}
        self.assertEqual(set(self.check(agent, "chat-rooms/waiting_chats/", ROOMS, **desk)), set(waiting))
        self.assertEqual(set(self.check(agent, "chat-rooms/my_chats/", ROOMS, **desk)), set(taken))
        self.check(admin, "chat-rooms/all_chats/", 2 * ROOMS, **desk)
        self.check(agent, "chat-rooms/filtered_chats/?status=waiting", ROOMS, **desk)

    def test_what_is_no_page_is_not_found(self):
        for page in ("0", "-1", "last", "1.5", "1e3", "٣"):
            body = customer.expect(404, "GET", "chat-rooms/", params={"page": page})
            self.assertEqual(body["detail"], "Invalid page.", page)

    def test_who_follows_next_gets_as_far_as_who_counts(self):
        found, url = [], customer.api + "chat-rooms/?page_size=5"
        while url:
            body = customer.expect(200, "GET", url)
            found, url = found + [each["id"] for each in body["results"]], body["next"]
        self.assertEqual(found, all_pages(customer, "chat-rooms/"))

    def test_next_of_a_page_by_number_goes_on_after_it(self):
        first = customer.expect(200, "GET", "chat-rooms/", params={"page": 1, "page_size": 5})
        after = customer.expect(200, "GET", first["next"])
        second = customer.expect(200, "GET", "chat-rooms/", params={"page": 2, "page_size": 5})
        self.assertEqual([each["id"] for each in after["results"]], [each["id"] for each in second["results"]])

    def test_chats_of_the_desk_bring_their_messages(self):
        for path in ("waiting_chats", "my_chats"):
            for chat in agent.expect(200, "GET", f"chat-rooms/{path}/", params={"page_size": 100})["chats"]:
                self.assertIsInstance(chat["messages"], list, path)
                self.assertLessEqual(len(chat["messages"]), 20, path)
                if chat["id"] == room:
                    self.assertEqual(chat["messages"][-1]["content"], f"Message {MESSAGES - 1}")
